import type { ArrayValue, Assignment, Command, Redirect } from 'unbash';
import { isWithin, normalised } from '../paths.js';
import { forEachChoice } from './branches.js';
import type { Walker } from './call.js';
import { meaningOfVariable } from './environment.js';
import { constant, fields, set } from './evaluate.js';
import { NETWORKERS, SHELLS } from './programs.js';
import { run } from './run-words.js';
import { absolute, asWritten, basename, file, type Scene } from './scene.js';
import { showsSecret } from './shown-secrets.js';

/** What a redirection reads, writes or connects to. */
export function redirection(node: Redirect, scene: Scene): void {
  if (node.target === undefined) return;
  const target = constant(node.target, scene);
  if (/^(?:<&|>&)$/.test(node.operator) && target !== null && /^(?:\d+-?|-)$/.test(target)) return;
  if (target === '/dev/null' || target === '/dev/fd/63') return;
  if (target === null) scene.deeds.push({ kind: 'opaque', what: 'the target of a redirection' });
  else if (/^\/dev\/(?:tcp|udp)\//.test(target))
    scene.deeds.push({ kind: 'danger', what: 'a network connection by redirection' });
  else file(node.operator.includes('>') ? 'write' : 'read', target, scene);
}

/** What one command does: its assignments, its words, what is fed to it. `walker` reads what it runs in turn. */
export function simpleCommand(command: Command, scene: Scene, walker: Walker): void {
  const { name, args } = command;
  if (name === undefined || scene.either.size === 0) once(command, scene, walker);
  else
    forEachChoice([name.text, ...args.flatMap((part) => ('text' in part ? [part.text] : []))], scene, () => {
      once(command, scene, walker);
    });
}

function once(command: Command, scene: Scene, walker: Walker): void {
  const { name } = command;
  for (const part of command.prefix) if (part.type === 'Assignment') assignment(part, scene, name !== undefined);
  if (name === undefined) return;
  const words = [name, ...command.args].flatMap((part): readonly (string | null)[] => {
    if (part.type === 'Word') return fields(part, scene);
    assignment(part, scene, false);
    return [part.value.type === 'Word' ? `${part.name}=${constant(part.value, scene) ?? ''}` : `${part.name}=`];
  });
  if (showsSecret(name.value, command, scene))
    scene.deeds.push({ kind: 'danger', what: 'a secret of the environment shown or sent' });
  if (EVALUATES.has(name.value)) for (const word of words.slice(1)) subscript(word ?? '', scene);
  const decoded = [
    name,
    ...command.args,
    ...command.redirects.flatMap((one) => (one.type === 'HereString' && one.target !== undefined ? [one.target] : [])),
  ].some(
    (part) =>
      part.type === 'Word' && (part.text.length > 5_000 || DECODED.test(part.text) || isFromInput(part.text, scene)),
  );
  if (name.value === 'read' || name.value === 'mapfile' || name.value === 'readarray')
    for (const word of words)
      if (word !== null) {
        scene.inputs.add(word);
        set(word, null, scene);
      }
  const fed = fedTo(command, scene);
  const fetched = takesProcess(command);
  if (SHELLS.has(basename(name.value)) && command.redirects.some(({ operator }) => operator === '<'))
    scene.deeds.push({ kind: 'opaque', what: `what ${basename(name.value)} is given to run` });
  const targets = command.redirects.flatMap((one) =>
    one.type === 'Redirect' && one.operator.includes('>') && one.target ? [constant(one.target, scene) ?? ''] : [],
  );
  const produced =
    basename(name.value) === 'cat'
      ? fed[0]
      : ['echo', 'printf'].includes(name.value)
        ? words
            .slice(1)
            .filter((word) => word !== null)
            .join(' ')
            .replaceAll('\\n', '\n')
        : null;
  for (const target of targets)
    for (const path of absolute(target, scene))
      scene.written.set(asWritten(path, scene), produced ?? (NETWORKERS.has(basename(name.value)) ? null : ''));
  run(words, { scene, walker, fed, piped: scene.piped.get(command), isDecoded: decoded, isFetched: fetched });
}

/** Here-documents and here-strings; null where their text is not known. */
const fedTo = ({ redirects }: Command, scene: Scene): readonly (string | null)[] =>
  redirects.flatMap((one) =>
    one.type === 'HereDoc'
      ? [one.body.text]
      : one.type === 'HereString'
        ? [one.target ? constant(one.target, scene) : null]
        : [],
  );

/** Whether a word or an input of the command is what another command prints: `<(…)`. */
function takesProcess({ name, args, redirects }: Command): boolean {
  const inputs = redirects.flatMap((one) => (one.type === 'Redirect' && one.target !== undefined ? [one.target] : []));
  const words = [...(name === undefined ? [] : [name]), ...args.filter((part) => part.type === 'Word'), ...inputs];
  return words.some(({ text }) => text.startsWith('<('));
}

/** A subscript is evaluated, and what stands in it is run: `let 'a[$(id)]=1'`. */
export function subscript(text: string, scene: Scene): void {
  if (/\[[^\]]*(?:\$\(|`)/.test(text)) scene.deeds.push({ kind: 'danger', what: 'a subscript that runs a command' });
}

/** Builtins that evaluate the name of a variable, with its subscript. */
const EVALUATES = new Set(
  'let test [ read unset declare typeset local export readonly printf mapfile readarray wait'.split(' '),
);

const isFromInput = (text: string, { inputs }: Scene): boolean =>
  [...text.matchAll(/\$\{?(\w+)/g)].some(([, name]) => inputs.has(name ?? ''));

/** Substitutions that make words out of what nobody can read. */
const DECODED = /(?:\$\(|`)[^)`]*\b(?:base64|base32|xxd|openssl|curl|wget|printf|rev|tr|uudecode|gunzip|zcat|nc|cat)\b/;

function assignment(part: Assignment, scene: Scene, isForCommand: boolean): void {
  if (part.value.type === 'ArrayValue' && part.index === undefined) {
    const meaning = meaningOfVariable(part.name, null, () => false);
    if (meaning !== null) scene.deeds.push({ kind: meaning, what: `the variable ${part.name.slice(0, 40)}` });
    list(part.name, part.value, part.append === true, scene);
    return;
  }
  const isWhole = part.index === undefined && part.append !== true;
  const value = isWhole && part.value.type === 'Word' ? constant(part.value, scene) : null;
  const inside = (folder: string): boolean =>
    absolute(folder, scene).every((path) => isWithin(normalised(path, scene.world), scene.world.workspace)) ||
    /^\/(?:usr\/(?:local\/)?s?bin|s?bin|opt\/homebrew\/bin|tmp)$/.test(folder);
  const meaning = meaningOfVariable(part.name, value, inside);
  if (meaning !== null) scene.deeds.push({ kind: meaning, what: `the variable ${part.name.slice(0, 40)}` });
  if (isForCommand) return;
  set(part.name, value, scene);
}

function list(name: string, { elements }: ArrayValue, isAppended: boolean, scene: Scene): void {
  const before = isAppended ? scene.lists.get(name) : [];
  const words = elements.flatMap((word) => fields(word, scene));
  set(name, words[0] ?? null, scene);
  if (before !== undefined && !words.includes(null))
    scene.lists.set(name, [...before, ...(words as readonly string[])]);
}
