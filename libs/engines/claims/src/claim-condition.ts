import { matchesGlob } from './glob.js';

/** What a claim of a token must be: one of the values. */
export interface ClaimCondition {
  /** The claim's name; or, beginning with `/`, a JSON pointer (RFC 6901) to a member of it. */
  readonly claim: string;
  readonly match: 'exact' | 'glob';
  readonly values: readonly string[];
}

export type Claims = Readonly<Record<string, unknown>>;

export interface JudgedCondition {
  readonly claim: string;
  readonly verdict: 'met' | 'missing' | 'different' | 'not-comparable';
  /** What the token says, as text. */
  readonly found: readonly string[];
}

const MOST_ELEMENTS = 1_000;
const LONGEST_VALUE = 2_000;

/** Judges each condition by itself; all must be met. */
export const judgeClaims = (conditions: readonly ClaimCondition[], claims: Claims): readonly JudgedCondition[] =>
  conditions.map((condition) => judge(condition, claims));

function judge({ claim, match, values }: ClaimCondition, claims: Claims): JudgedCondition {
  const value = claimAt(claims, claim);
  if (value === undefined || value === null) return { claim, verdict: 'missing', found: [] };
  const found = textsOf(value);
  if (found === null) return { claim, verdict: 'not-comparable', found: [] };
  const fits = (text: string): boolean =>
    values.some((wanted) => (match === 'exact' ? wanted === text : matchesGlob(wanted, text)));
  return { claim, verdict: found.some(fits) ? 'met' : 'different', found };
}

/** A list is met by one of its elements; numbers and truth values are compared as they are written. Null for what has no one spelling. */
function textsOf(value: unknown): readonly string[] | null {
  const elements: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (elements.length > MOST_ELEMENTS) return null;
  const texts = elements.map((element) => {
    if (typeof element === 'string') return element;
    return typeof element === 'boolean' || Number.isSafeInteger(element) ? String(element) : null;
  });
  return texts.every((text): text is string => text !== null && text.length <= LONGEST_VALUE) ? texts : null;
}

function claimAt(claims: Claims, name: string): unknown {
  if (!name.startsWith('/')) return Object.hasOwn(claims, name) ? claims[name] : undefined;
  let here: unknown = claims;
  for (const step of name.slice(1).split('/')) {
    const member = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof here !== 'object' || here === null || Array.isArray(here) || !Object.hasOwn(here, member))
      return undefined;
    here = (here as Claims)[member];
  }
  return here;
}
