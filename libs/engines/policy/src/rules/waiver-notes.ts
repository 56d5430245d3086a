import { type PolicyDocument, RULE_SECTIONS } from '#contracts';
import { nameMatcher } from '../glob.js';

interface Named {
  readonly id: string;
  readonly waivable?: boolean | undefined;
}

/** Answers that Castellan gives itself; a waiver names them as decisions do. */
const OWN_ANSWERS = /^(?:builtin|default|otherwise|server|waiver)\//;

/**
 * What whoever approves a waiver should know of the rules that it names: that it pierces a lock, that some of them no waiver changes, that some are
 * in no policy.
 */
export function waiverNotes(document: PolicyDocument, patterns: readonly string[]): readonly string[] {
  const rules = RULE_SECTIONS.flatMap((section): readonly Named[] => document[section] ?? []);
  const locks = (document.locks ?? document.resolution?.locks.map(({ what }) => what) ?? []).flatMap((what) =>
    what === '*' ? [() => true] : what.startsWith('rules/') ? [nameMatcher(what.slice('rules/'.length))] : [],
  );
  return patterns.flatMap((pattern) => {
    const fits = nameMatcher(pattern);
    const meant = rules.filter(({ id }) => fits(id));
    const locked = meant.filter(({ id }) => locks.some((holds) => holds(id))).map(({ id }) => id);
    const fixed = meant.filter(({ waivable }) => waivable === false).map(({ id }) => id);
    return [
      ...(locked.length > 0 ? [`It pierces a lock: ${told(locked)} ${are(locked)} locked by the organisation.`] : []),
      ...(fixed.length > 0 ? [`It does not change ${told(fixed)}: no waiver may.`] : []),
      ...(meant.length === 0 && !OWN_ANSWERS.test(pattern)
        ? [`The organisation’s policy has no rule "${pattern}"; a layer may.`]
        : []),
    ];
  });
}

const MOST_TOLD = 5;
const told = (ids: readonly string[]): string =>
  ids.slice(0, MOST_TOLD).join(', ') + (ids.length > MOST_TOLD ? ` and ${ids.length - MOST_TOLD} more` : '');
const are = (ids: readonly string[]): string => (ids.length === 1 ? 'is' : 'are');
