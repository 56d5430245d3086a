import { findHidden } from '../hidden.js';
import { CLAIMS, FORGED } from './claims.js';
import { folded } from './fold.js';
import { IN_OTHER_LANGUAGES } from './languages.js';
import { PHRASES, SPOOFS } from './phrases.js';
import { clausesOf, meaningfulLines } from './clauses.js';
import { combinedIn } from './combinations.js';
import { isMentioned, MENTIONED } from './mentions.js';
import type { Sign } from './signal.js';
import { hasSendingImage, smuggledIn } from './smuggling.js';
import { disguisesOf } from './disguises.js';

export type Suspicion = 'none' | 'low' | 'medium' | 'high';

export interface InjectionReason {
  /** Stable, as in `override` or `html-comment/override`. */
  readonly signal: string;
  /** For people; quotes nothing of the text. */
  readonly what: string;
  readonly weight: number;
}

/** How much a text looks like somebody giving orders that are not theirs to give. */
export interface InjectionFinding {
  /** From 0 to 1. */
  readonly score: number;
  readonly level: Suspicion;
  /** The weightiest first. */
  readonly reasons: readonly InjectionReason[];
}

/** Text beyond this is read in its first and last halves: what is hidden in the middle of more is not text that anybody gives a model. */
const LONGEST = 400_000;
const LEVELS: readonly (readonly [number, Suspicion])[] = [
  [0.8, 'high'],
  [0.5, 'medium'],
  [0.25, 'low'],
];
/** So often somebody who writes of attacks may quote one before it is taken for one. */
const MOST_MENTIONS = 20;
/** Orders that are hidden are meant to be. */
const HIDDEN_WEIGHT = 0.5;

/**
 * Looks for prompt injection: instruction phrases in a dozen languages, marks of other speakers, forged tool calls, text that the page does not show,
 * encoded and spaced-out words, look-alike letters, requests to send secrets away. Pure, bounded, linear; a sign, not a proof. Text about prompt
 * injection has its signs too: policies choose what to do from which level on.
 */
export function findInjection(given: string): InjectionFinding {
  const text = given.length > LONGEST ? `${given.slice(0, LONGEST / 2)}\n${given.slice(-LONGEST / 2)}` : given;
  const reasons = new Map<string, InjectionReason>();
  for (const reason of reasonsIn(text)) {
    if ((reasons.get(reason.signal)?.weight ?? 0) < reason.weight) reasons.set(reason.signal, reason);
  }
  const sorted = [...reasons.values()].sort((a, b) => b.weight - a.weight || (a.signal < b.signal ? -1 : 1));
  const score = 1 - sorted.reduce((doubt, { weight }) => doubt * (1 - weight), 1);
  return { score, level: levelOf(score), reasons: sorted };
}

function reasonsIn(text: string): readonly InjectionReason[] {
  const open = signalsIn(text).map(({ id, what, weight }) => ({ signal: id, what, weight }));
  const hidden = findHidden(text).flatMap((one) =>
    one.kind === 'control'
      ? []
      : [
          {
            signal: `hidden-${one.kind}`,
            what: `it holds ${one.what}`,
            weight: one.end - one.start >= LONG_RUN ? HIDDEN_LONG : HIDDEN[one.kind],
          },
          ...concealed('hidden', 'unseen', one.spells ?? ''),
        ],
  );
  const smuggled = smuggledIn(text).flatMap((one) => concealed(one.id, one.what, one.text));
  const image = { signal: 'sending-image', what: 'it holds an image whose address would carry data away', weight: 0.6 };
  const seen = new Set(open.map(({ signal }) => signal));
  // What only a disguised text says was disguised for it.
  const disguised = disguisesOf(text).flatMap(({ id, what, text: plain }) =>
    concealed(id, what, plain).filter(({ signal }) => !seen.has(signal.slice(signal.indexOf('/') + 1))),
  );
  return [...open, ...hidden, ...smuggled, ...disguised, ...(hasSendingImage(text) ? [image] : [])];
}

/** Orders where nobody is meant to see them weigh more. */
const concealed = (place: string, where: string, text: string): readonly InjectionReason[] =>
  signalsIn(text).map(({ id, what, weight }) => ({
    signal: `${place}/${id}`,
    what: `${where}, ${what}`,
    weight: raised(weight),
  }));

/** So many characters that nobody sees spell something. */
const LONG_RUN = 24;
const HIDDEN_LONG = 0.85;
const HIDDEN = { tags: 0.85, bidi: 0.5, 'zero-width': 0.4, 'variation-selectors': 0.7, terminal: 0.4 } as const;
const raised = (weight: number): number => 1 - (1 - weight) * (1 - HIDDEN_WEIGHT);

const SAID = [...PHRASES, ...CLAIMS, ...IN_OTHER_LANGUAGES];
const WRITTEN = [...SPOOFS, ...FORGED];

function saidIn(plain: string): readonly Sign[] {
  return SAID.flatMap(({ id, what, weight, form }) => {
    const said = weightOfFirst(plain, form);
    return said === 0 ? [] : [{ id, what, weight: weight * said }];
  });
}

/** Of how much weight what is found first is that is more than mentioned. */
function weightOfFirst(plain: string, form: RegExp): number {
  form.lastIndex = 0;
  let most = 0;
  for (let tries = 0; tries < MOST_MENTIONS; tries += 1) {
    const match = form.exec(plain);
    if (match === null) break;
    if (!isMentioned(plain, match.index, match[0].length)) return 1;
    most = MENTIONED;
  }
  return most;
}

function writtenIn(text: string): readonly Sign[] {
  return WRITTEN.flatMap(({ id, what, weight, form }) => {
    const match = form.exec(text);
    if (match === null) return [];
    const around = text.slice(Math.max(0, match.index - AROUND), match.index + match[0].length + AROUND).toLowerCase();
    const share = isMentioned(around, Math.min(match.index, AROUND), match[0].length) ? MENTIONED : 1;
    return [{ id, what, weight: weight * share }];
  });
}
/** As far as words that tell of attacks are looked for. */
const AROUND = 240;

function signalsIn(text: string): readonly Sign[] {
  const plain = folded(text);
  const clauses = clausesOf(plain);
  return [...combinedIn(plain, clauses), ...saidIn(meaningfulLines(plain, clauses)), ...writtenIn(text)];
}

/** Whether `level` is suspicion enough. */
export const isAtLeast = (level: Suspicion, threshold: Exclude<Suspicion, 'none'>): boolean =>
  SUSPICIONS.indexOf(level) >= SUSPICIONS.indexOf(threshold);

const SUSPICIONS: readonly Suspicion[] = ['none', 'low', 'medium', 'high'];
/** The level of a score that somebody else gives, such as a customer's own classifier. */
export const levelOf = (score: number): Suspicion => LEVELS.find(([least]) => score >= least)?.[1] ?? 'none';
