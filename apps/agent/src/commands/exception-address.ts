import type { Decision } from '#engines/policy';
import { readEnrolment } from '../machine/enrolment.js';
import type { StateFolder } from '../machine/state-folder.js';
import { parseServerAddress } from '../server/server-address.js';

const MOST_NAMED = 10;

/** Whether something that no exception covers is among what makes the decision. */
export const isPastException = ({ effect, effects }: Decision): boolean =>
  effect !== 'allow' && effects.some((one) => one.effect === effect && one.deed.kind === 'danger');

/**
 * The console's page that asks for an exception from the rules that have just refused something; null where nothing is refused, where no exception
 * would help, or where nobody could be asked.
 */
export function exceptionAddress(folder: StateFolder, decision: Decision): string | null {
  const enrolment = readEnrolment(folder);
  const refused = decision.effects.filter(({ effect }) => effect === decision.effect);
  if (enrolment === null || decision.effect === 'allow' || refused.length === 0 || isPastException(decision))
    return null;
  const address = new URL('policy/waivers', parseServerAddress(enrolment.server));
  const programs = refused.flatMap(({ deed }) => (deed.kind === 'run' ? [deed.program] : []));
  for (const rule of distinct(refused.map((one) => one.rule))) address.searchParams.append('rule', rule);
  for (const program of distinct(programs)) address.searchParams.append('program', program);
  return address.href;
}

const distinct = (words: readonly string[]): readonly string[] => [...new Set(words)].slice(0, MOST_NAMED);
