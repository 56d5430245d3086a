import type { Command } from 'unbash';
import { isSecretVariable } from './environment.js';
import type { Scene } from './scene.js';

/** They print or send their words. */
export const SHOWS = new Set('echo printf print cat tee curl wget http https nc ncat logger wall mail'.split(' '));

/** Whether a secret of the environment is printed or sent; as the credential of a request it is where it belongs. */
export function showsSecret({ args, redirects }: Command, { variables, either }: Scene): boolean {
  const words = [
    ...args.flatMap((part) => (part.type === 'Word' ? [part] : [])),
    ...redirects.flatMap((one) => (one.type === 'HereString' && one.target !== undefined ? [one.target] : [])),
  ];
  return words.some(
    ({ text, parts }, at) =>
      parts !== undefined &&
      !(at > 0 && /^(?:-H|--header|-u|--user|--oauth2-bearer)$/.test(words[at - 1]?.text ?? '')) &&
      !/^(?:-H|--header=|-u|--user=)/.test(text) &&
      parts.some((part) => part.type !== 'SingleQuoted') &&
      [...text.replace(/'[^']*'/g, (quoted) => (text.startsWith('"') ? quoted : '')).matchAll(/\$\{?(\w+)/g)].some(
        ([, name = '']) => isSecretVariable(name) && !variables.has(name) && !either.has(name),
      ),
  );
}
