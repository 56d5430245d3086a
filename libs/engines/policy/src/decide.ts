import { EFFECTS, type Effect, RISKS } from '#contracts';
import type { CompiledPolicy } from './compile-policy.js';
import { deedsOf, sessionDeeds } from './deeds.js';
import { judgedDeed } from './judge-deed.js';
import { rankOf, rankOfRisk } from './ranks.js';
import type { DecidedEffect, Decision, Deed, ToolRequest, World } from './request.js';
import { sentenceOf } from './sentence.js';
import { rewrittenText, textDeeds } from './text-deeds.js';

/** What is said, shown or chosen; everything else is done, and done within a session. */
const WITHOUT_SESSION: ReadonlySet<ToolRequest['tool']> = new Set(['prompt', 'result', 'model']);

/**
 * Decides one request: every deed by its strictest rule, the request by its strictest deed. Pure and total: the same policy, request and world
 * always give the same decision, so it can be replayed from the evidence.
 */
export function decide(policy: CompiledPolicy, request: ToolRequest, world: World): Decision {
  const done = deedsOf(request, world);
  const asked = WITHOUT_SESSION.has(request.tool) ? [] : sessionDeeds(policy.document, world.session);
  const said = textDeeds(policy.document, request, world, done);
  const deeds = asked.length === 0 && said.length === 0 ? done : [...done, ...asked, ...said];
  const decision = decisionOf(policy, deeds, world);
  const rewritten = decision.effect === 'reject' ? undefined : rewrittenText(policy.document, request, world);
  return rewritten === undefined ? decision : { ...decision, rewritten };
}

function decisionOf(policy: CompiledPolicy, deeds: readonly Deed[], world: World): Decision {
  const effects = deeds.map((deed) => judgedDeed(policy, deed, world));
  let said = 0;
  let done = 0;
  let worst = 0;
  for (const one of effects) {
    said = Math.max(said, rankOf(one.effect));
    done = Math.max(done, rankOf(one.bound));
    worst = Math.max(worst, rankOfRisk(one.risk));
  }
  const wouldBe = effectAt(said);
  const effect = effectAt(done);
  const risk = RISKS[worst] ?? 'high';
  const deciding = decidingOf(effects, effect, wouldBe);
  return {
    effect,
    wouldBe,
    mode: effect === wouldBe ? 'enforce' : 'monitor',
    risk,
    rules: namesIn(deciding),
    reasons: reasonsIn(deciding),
    sentence: sentenceOf(effect, effect === 'allow' ? effects : effects.toSorted(writtenFirst), policy),
    effects,
  };
}

const effectAt = (rank: number): Effect => EFFECTS[rank] ?? 'reject';

/** The answers that make the decision, what a person wrote first. */
function decidingOf(effects: readonly DecidedEffect[], effect: Effect, wouldBe: Effect): readonly DecidedEffect[] {
  const same = thoseThat(effects, (one) => one.effect === wouldBe);
  const binding = effect === wouldBe ? thoseThat(same, ({ bound }) => bound === effect) : NONE;
  const deciding = binding.length === 0 || binding.length === same.length ? same : [...binding, ...same];
  return deciding.some(isWritten) ? deciding.toSorted(writtenFirst) : deciding;
}

const NONE: readonly DecidedEffect[] = [];

/** Mostly all of them. */
const thoseThat = (
  effects: readonly DecidedEffect[],
  holds: (one: DecidedEffect) => boolean,
): readonly DecidedEffect[] => (effects.every(holds) ? effects : effects.filter(holds));

/** By the rule of a person, and not by what holds anyway. */
const isWritten = ({ rule }: DecidedEffect): boolean =>
  !rule.startsWith('default/') && !rule.startsWith('otherwise/') && !rule.startsWith('builtin/');

/** Of equally strict answers the rule that a person wrote, with her reason, speaks before what holds anyway. */
const writtenFirst = (one: DecidedEffect, other: DecidedEffect): number =>
  Number(isWritten(other)) - Number(isWritten(one));

/** Most answers are named by their rule alone. */
const namesIn = (deciding: readonly DecidedEffect[]): readonly string[] =>
  distinct(deciding.some(hasMoreNames) ? deciding.flatMap(namesOf) : deciding.map(({ rule }) => rule));

const reasonsIn = (deciding: readonly DecidedEffect[]): readonly string[] =>
  distinct(deciding.map(({ reason }) => reason));

const FEW = 16;
/** In their order. */
function distinct(texts: readonly string[]): readonly string[] {
  const only = texts[0];
  if (only === undefined || texts.length === 1) return texts;
  if (texts.every((text) => text === only)) return [only];
  if (texts.length > FEW) return [...new Set(texts)];
  return texts.filter((text, at) => texts.indexOf(text) === at);
}

const hasMoreNames = ({ waiver, effect, bound }: DecidedEffect): boolean => waiver !== undefined || effect !== bound;

/** The rule that decided, the waiver that made it milder, and rules that only watch where they would have made it milder still. */
const namesOf = ({ rule, waiver, monitored, effect, bound }: DecidedEffect): readonly string[] => [
  rule,
  ...(waiver === undefined ? [] : [`waiver/${waiver}`]),
  ...(rankOf(effect) < rankOf(bound) ? monitored : []),
];

/** What is decided where there is no policy to decide by. */
export function offlineDecision(effect: 'ask' | 'reject', rule: string, sentence: string): Decision {
  return {
    effect,
    wouldBe: effect,
    mode: 'enforce',
    risk: 'high',
    rules: [rule],
    reasons: [sentence],
    sentence,
    effects: [],
  };
}
