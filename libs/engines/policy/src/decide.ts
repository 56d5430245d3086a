import { EFFECTS, type Effect, type Risk, RISKS } from '#contracts';
import type { CompiledPolicy } from './compile-policy.js';
import { deedsOf, sessionDeeds } from './deeds.js';
import { judgedDeed } from './judge-deed.js';
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
  const wouldBe = strictestOf(EFFECTS, effects, ofEffect);
  const effect = strictestOf(EFFECTS, effects, ofBound);
  const deciding = decidingOf(effects, effect, wouldBe);
  return {
    effect,
    wouldBe,
    mode: effect === wouldBe ? 'enforce' : 'monitor',
    risk: strictestOf(RISKS, effects, ofRisk),
    rules: namesIn(deciding),
    reasons: reasonsIn(deciding),
    sentence: sentenceOf(effect, effect === 'allow' ? effects : effects.toSorted(writtenFirst), policy),
    effects,
  };
}

/** The answers that make the decision, what a person wrote first. */
function decidingOf(effects: readonly DecidedEffect[], effect: Effect, wouldBe: Effect): readonly DecidedEffect[] {
  const same = effects.filter((one) => one.effect === wouldBe);
  const binding = effect === wouldBe ? same.filter(({ bound }) => bound === effect) : [];
  const deciding = binding.length === 0 || binding.length === same.length ? same : [...binding, ...same];
  return deciding.some(({ rule }) => !NOT_WRITTEN.test(rule)) ? deciding.toSorted(writtenFirst) : deciding;
}

const NOT_WRITTEN = /^(?:default|otherwise|builtin)\//;

/** Of equally strict answers the rule that a person wrote, with her reason, speaks before what holds anyway. */
const writtenFirst = (one: DecidedEffect, other: DecidedEffect): number =>
  Number(NOT_WRITTEN.test(one.rule)) - Number(NOT_WRITTEN.test(other.rule));

function namesIn(deciding: readonly DecidedEffect[]): readonly string[] {
  const names: string[] = [];
  for (const one of deciding) for (const name of namesOf(one)) names.push(name);
  return distinct(names);
}

function reasonsIn(deciding: readonly DecidedEffect[]): readonly string[] {
  return distinct(deciding.map(({ reason }) => reason));
}

/** In their order. */
const distinct = (texts: readonly string[]): readonly string[] => (texts.length < 2 ? texts : [...new Set(texts)]);

/** The rule that decided, the waiver that made it milder, and rules that only watch where they would have made it milder still. */
function namesOf({ rule, waiver, monitored, effect, bound }: DecidedEffect): readonly string[] {
  const isMilder = EFFECTS.indexOf(effect) < EFFECTS.indexOf(bound);
  if (waiver === undefined && !isMilder) return [rule];
  return [rule, ...(waiver === undefined ? [] : [`waiver/${waiver}`]), ...(isMilder ? monitored : [])];
}

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

/** `order` goes from mild to strict; the mildest of nothing. */
function strictestOf<Level extends Effect | Risk>(
  order: readonly Level[],
  effects: readonly DecidedEffect[],
  levelOf: (one: DecidedEffect) => Level,
): Level {
  let strictest = 0;
  for (const one of effects) strictest = Math.max(strictest, order.indexOf(levelOf(one)));
  return order[strictest] as Level;
}

const ofEffect = ({ effect }: DecidedEffect): Effect => effect;
const ofBound = ({ bound }: DecidedEffect): Effect => bound;
const ofRisk = ({ risk }: DecidedEffect): Risk => risk;
