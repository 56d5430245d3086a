import type { Clause } from './clauses.js';
import { MEANS } from './meanings.js';
import { isAboutAttacks, MENTIONED } from './mentions.js';
import type { Sign } from './signal.js';

const { model, forget, prior, orders, yours, send, asset, sink, hide, disarm, guard, destroy, run, tool, verdict } =
  MEANS;
const { free, role, reveal, prompt, reading, must, include, answer, lasting, about, follow, office, called } = MEANS;
const { concluded, bound, void: isVoid } = MEANS;

/** What is suspicious where several meanings come together: each of the groups, by any of its meanings. */
interface Combination {
  readonly id: string;
  readonly what: string;
  readonly weight: number;
  /** Together in one clause, or in up to three that follow each other. */
  readonly within: 'clause' | 'passage';
  readonly groups: readonly number[];
}

const clause = (id: string, weight: number, what: string, ...groups: number[]): Combination => ({
  id,
  what,
  weight,
  within: 'clause',
  groups,
});
const passage = (id: string, weight: number, what: string, ...groups: number[]): Combination => ({
  ...clause(id, weight, what, ...groups),
  within: 'passage',
});

/** Who speaks to a model, or tells what one must do. */
const TO_MODEL = called | bound;

const DROPS = 'it tells the reader to forget the instructions that it has';
const VOIDS = 'it says that the reader’s instructions do not hold';
const FREES = 'it tells the reader that nothing binds it';
const SENDS = 'it asks for secrets or conversations to be sent somewhere';
const CHOSEN = 'it wants an answer to hold what its author chose';
const PRIVATE = 'it speaks to a model and wants what is private';
const DECIDED = 'it claims that the reader has already decided to obey';

const COMBINATIONS: readonly Combination[] = [
  clause('drops-orders', 0.65, DROPS, forget, orders, yours),
  clause('drops-orders', 0.55, DROPS, forget, prompt),
  clause('drops-orders', 0.55, DROPS, destroy, prompt, yours),
  clause('drops-orders', 0.5, DROPS, forget, orders, prior, model | send | reveal | must | free),
  passage('drops-orders', 0.5, DROPS, forget, orders, prior, verdict | follow | hide),
  passage('drops-orders', 0.5, DROPS, forget, follow),
  clause('drops-orders', 0.5, DROPS, forget, orders, called),
  clause('drops-orders', 0.4, DROPS, forget, reveal, asset),
  passage('drops-orders', 0.5, DROPS, forget, send, asset, lasting | hide),
  clause('voids-orders', 0.6, VOIDS, orders, yours, isVoid),
  clause('voids-orders', 0.55, VOIDS, prompt, isVoid),
  clause('voids-orders', 0.5, VOIDS, prior, orders, guard, isVoid),
  passage('voids-orders', 0.55, VOIDS, prior | yours, orders, isVoid, follow),
  passage('voids-orders', 0.55, VOIDS, prior | yours, orders, isVoid, reveal, asset),
  passage('voids-orders', 0.5, VOIDS, forget, isVoid, follow),
  passage('voids-orders', 0.5, VOIDS, yours, isVoid, follow),
  clause('free-role', 0.6, FREES, free, role | yours),
  clause('free-role', 0.5, FREES, free, model),
  passage('free-role', 0.5, FREES, free, role, model | called | run),
  passage('free-role', 0.5, FREES, free, called),
  clause('asks-for-prompt', 0.55, 'it asks for the instructions themselves', reveal | send | include, prompt),
  clause('sends-out', 0.65, SENDS, send, asset, sink),
  passage('sends-out', 0.5, SENDS, send | run, asset, sink, TO_MODEL | hide | follow),
  clause('puts-in-answer', 0.5, 'it wants what is private put into an answer', include | send, answer, asset | prompt),
  passage('puts-in-answer', 0.5, CHOSEN, include, answer | reading, TO_MODEL | lasting),
  clause('puts-in-answer', 0.5, CHOSEN, include, answer, sink),
  passage('keeps-quiet', 0.6, 'it speaks to a model and wants something kept quiet', TO_MODEL, hide),
  passage('keeps-quiet', 0.5, 'it wants something kept quiet, each time', hide, include, lasting),
  passage('takes-private', 0.5, PRIVATE, TO_MODEL | reading, asset, send | include | reveal),
  passage('takes-private', 0.35, PRIVATE, TO_MODEL, asset, run),
  clause('takes-private', 0.3, 'it asks for what is private to be passed on', send, asset),
  passage('takes-private', 0.35, 'it has the reader be somebody and show what is private', role, asset, reveal),
  passage('lifts-checks', 0.55, 'it speaks to a model and wants checks left out', TO_MODEL, disarm, guard),
  passage(
    'false-report',
    0.5,
    'it wants checks left out and something else said',
    disarm,
    guard,
    verdict,
    answer | hide,
  ),
  passage('sends-away', 0.5, 'it speaks to a model and wants something sent away', called, send, sink),
  passage(
    'destroys',
    0.5,
    'it speaks to a model and wants done what cannot be taken back',
    TO_MODEL | reading,
    destroy,
  ),
  passage('orders-verdict', 0.55, 'it speaks to a model and tells how to judge', TO_MODEL | reading, verdict),
  passage('has-run', 0.45, 'it speaks to a model and wants something run', TO_MODEL, run, sink | tool),
  passage('has-run', 0.35, 'it speaks to a model and wants something run each time', called, tool, lasting),
  passage('has-followed', 0.55, 'it speaks to a model and wants other orders followed', TO_MODEL | reading, follow),
  passage('has-followed', 0.5, 'it wants what it quotes to be done', follow, destroy),
  clause(
    'hidden-order',
    0.5,
    'it wants something done that nobody is to hear of',
    hide,
    run | send | destroy | reveal | include,
    asset | sink,
  ),
  passage('claimed-office', 0.5, 'it claims an office and lifts what protects', office, free),
  clause('claimed-office', 0.5, 'it claims an office and lifts what protects', office, disarm | isVoid, guard | free),
  passage(
    'claimed-office',
    0.5,
    'it claims an office and orders what that could not',
    office,
    prompt | asset,
    reveal | send,
  ),
  passage('claimed-office', 0.45, 'it claims an office and orders what that could not', office, destroy),
  passage('claimed-office', 0.35, 'it claims an office and orders what that could not', office, run, tool),
  clause('office-role', 0.3, 'it has the reader be somebody with an office', role, office),
  clause('decided-before', 0.3, DECIDED, concluded),
  clause('decided-before', 0.55, DECIDED, concluded, free | isVoid | guard),
];

/** So far apart clauses still belong to one passage. */
const LONGEST_PASSAGE = 600;
const MOST_CLAUSES = 3;
/** So much of its weight is left where attacks are the subject. */
const ABOUT_CLAUSE = 0.75;
const ABOUT_PASSAGE = 0.6;

/** What clauses say by the meanings that come together in them. Linear: each combination is asked of each clause and of each passage once. */
export function combinedIn(plain: string, clauses: readonly Clause[]): readonly Sign[] {
  const best = new Map<string, Sign>();
  for (const [at, one] of clauses.entries()) {
    const around = passageAt(clauses, at);
    for (const combination of COMBINATIONS) {
      const { means } = combination.within === 'clause' ? one : around;
      if (!holds(combination, means)) continue;
      const { id, what } = combination;
      const weight = combination.weight * shareOf(combination, plain, one, around);
      if ((best.get(what)?.weight ?? 0) < weight) best.set(what, { id, what, weight });
    }
  }
  return [...best.values()];
}

const holds = ({ groups }: Combination, means: number): boolean => groups.every((group) => (means & group) !== 0);

/** How much of its weight a combination keeps where attacks are the subject: little where it is quoted. */
function shareOf({ within }: Combination, plain: string, one: Clause, around: Clause): number {
  if (one.isQuoted && isAboutAttacks(plain, one.start, one.end)) return MENTIONED;
  if ((around.means & about) === 0) return 1;
  return within === 'clause' ? ABOUT_CLAUSE : ABOUT_PASSAGE;
}

/** A clause with those that follow it closely. */
function passageAt(clauses: readonly Clause[], at: number): Clause {
  const first = clauses[at];
  let { means = 0, end = 0, isQuoted = false } = first ?? {};
  const start = first?.start ?? 0;
  for (const next of clauses.slice(at + 1, at + MOST_CLAUSES)) {
    if (next.end - start > LONGEST_PASSAGE) break;
    means |= next.means;
    end = next.end;
    isQuoted ||= next.isQuoted;
  }
  return { start, end, means, isQuoted };
}
