import type { z } from 'zod';
import type { argumentPredicate } from '#contracts';
import { type Matcher, nameMatcher, pathMatcher } from '../glob.js';
import { hostMatcher } from '../hosts.js';
import { absolutePattern, normalised } from '../paths.js';
import type { World } from '../request.js';

type Predicate = z.output<typeof argumentPredicate>;
type Check = (value: unknown, world: World) => boolean;

/** Whether the arguments of a tool call are as a rule says. */
export type ArgumentsMatcher = (given: unknown, world: World) => boolean;

const MOST_VALUES = 1_000;
const LONGEST_TEXT = 20_000;

export function argumentsMatcher(predicates: Readonly<Record<string, Predicate>>): ArgumentsMatcher {
  const checks = Object.entries(predicates).map(([name, predicate]) => ({
    steps: name.split('.'),
    check: checkOf(predicate),
    present: predicate.present,
  }));
  return (given, world) =>
    checks.every(({ steps, check, present }) => {
      const values = valuesAt(given, steps);
      if (values.length === 0) return present === false;
      // More than can be looked at: nobody may conclude that all are as the rule says.
      if (values.length > MOST_VALUES) return false;
      return present !== false && values.every((value) => check(value, world));
    });
}

/** The values at a place; `*` is each member of a list or object. */
function valuesAt(given: unknown, steps: readonly string[]): readonly unknown[] {
  return steps.reduce<readonly unknown[]>(
    (found, step) =>
      found.slice(0, MOST_VALUES + 1).flatMap((value) => {
        if (typeof value !== 'object' || value === null) return [];
        if (step === '*') return Object.values(value).slice(0, MOST_VALUES + 1) as unknown[];
        return Object.hasOwn(value, step) ? [(value as Record<string, unknown>)[step]] : [];
      }),
    [given],
  );
}

function checkOf(predicate: Predicate): Check {
  const { equals, oneOf, atLeast, atMost, longest } = predicate;
  const checks: Check[] = [];
  if (equals !== undefined) checks.push((value) => value === equals);
  if (oneOf !== undefined) checks.push((value) => oneOf.some((one) => one === value));
  if (atLeast !== undefined) checks.push((value) => typeof value === 'number' && value >= atLeast);
  if (atMost !== undefined) checks.push((value) => typeof value === 'number' && value <= atMost);
  if (longest !== undefined) checks.push((value) => typeof value === 'string' && value.length <= longest);
  if (predicate.matches !== undefined) checks.push(textCheck(listed(predicate.matches).map((one) => nameMatcher(one))));
  if (predicate.host !== undefined) checks.push(hostCheck(listed(predicate.host).map(hostMatcher)));
  if (predicate.within !== undefined) checks.push(pathCheck(listed(predicate.within)));
  return (value, world) => checks.every((check) => check(value, world));
}

export const listed = (one: string | readonly string[]): readonly string[] => (typeof one === 'string' ? [one] : one);

const textCheck =
  (matchers: readonly Matcher[]): Check =>
  (value) =>
    typeof value === 'string' && value.length <= LONGEST_TEXT && matchers.some((fits) => fits(value));

const hostCheck =
  (matchers: readonly Matcher[]): Check =>
  (value) => {
    const host = typeof value === 'string' ? hostOf(value) : null;
    return host !== null && matchers.some((fits) => fits(host));
  };

const pathCheck =
  (patterns: readonly string[]): Check =>
  (value, world) => {
    if (typeof value !== 'string' || value.length > LONGEST_TEXT || value.includes('\0')) return false;
    const path = normalised(absolutePattern(value, world), world);
    const options = { foldCase: world.platform !== 'linux' };
    return patterns.some((pattern) => pathMatcher(absolutePattern(pattern, world), options)(path));
  };

function hostOf(address: string): string | null {
  try {
    const { hostname } = new URL(address);
    return hostname === '' ? null : hostname.replace(/^\[|\]$/g, '').toLowerCase();
  } catch {
    return null;
  }
}
