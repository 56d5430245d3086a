import type { Decision } from '#engines/policy';
import { readEnrolment } from '../machine/enrolment.js';
import type { StateFolder } from '../machine/state-folder.js';
import { parseServerAddress } from '../server/server-address.js';

const MOST_NAMED = 10;

/** The console's page that asks for an exception from the rules that have just refused something; null where nothing is refused, or nobody could be asked. */
export function exceptionAddress(folder: StateFolder, { effect, effects }: Decision): string | null {
  const enrolment = readEnrolment(folder);
  const refused = effects.filter((one) => one.effect === effect);
  if (enrolment === null || effect === 'allow' || refused.length === 0) return null;
  const address = new URL('policy/waivers', parseServerAddress(enrolment.server));
  const programs = refused.flatMap(({ deed }) => (deed.kind === 'run' ? [deed.program] : []));
  for (const rule of distinct(refused.map((one) => one.rule))) address.searchParams.append('rule', rule);
  for (const program of distinct(programs)) address.searchParams.append('program', program);
  return address.href;
}

const distinct = (words: readonly string[]): readonly string[] => [...new Set(words)].slice(0, MOST_NAMED);
