import { EFFECTS, type Effect, type Risk } from '#contracts';
import type { CompiledPolicy, CompiledRule } from './compile-policy.js';
import { type Fallback, fallbackOf, stricter } from './fallback.js';
import { normalised } from './paths.js';
import type { DecidedEffect, Deed, PolicyLayer, World } from './request.js';
import { type Match, matchesOf } from './rules/rule-match.js';

/** What one rule, or the fallback, answers to a deed; waivers are counted in. */
interface Answer {
  readonly effect: Effect;
  readonly rule: string;
  readonly reason: string;
  readonly risk: Risk;
  readonly instead?: string | undefined;
  readonly contact?: string | undefined;
  readonly layer?: PolicyLayer | undefined;
  readonly waiver?: string | undefined;
}

const NONE: readonly string[] = [];

/** The answer to one deed: what the policy says, and what binds. */
export function judgedDeed(policy: CompiledPolicy, given: Deed, world: World): DecidedEffect {
  const deed = withPlainPaths(given, world);
  const fallback = fallbackOf(policy, deed, world);
  const matches = fallback.isFinal ? [] : matchesOf(policy, deed, world);
  const said = answerTo(policy, deed, { world, fallback, matches });
  const enforced = matches.length === 0 ? matches : matches.filter(({ rule }) => rule.mode === 'enforce');
  const binding =
    enforced.length === matches.length ? said : answerTo(policy, deed, { world, fallback, matches: enforced });
  const isWatched = policy.document.mode === 'monitor';
  const shown = isWatched || EFFECTS.indexOf(said.effect) >= EFFECTS.indexOf(binding.effect) ? said : binding;
  const { rule, reason, risk, instead, contact, layer, waiver } = shown;
  return {
    deed,
    effect: said.effect,
    bound: isWatched ? 'allow' : binding.effect,
    rule,
    reason,
    risk,
    ...(instead === undefined ? undefined : { instead }),
    ...(contact === undefined ? undefined : { contact }),
    ...(layer === undefined ? undefined : { layer }),
    ...(waiver === undefined ? undefined : { waiver }),
    monitored:
      matches.length === 0
        ? NONE
        : matches.filter((match) => match.rule.mode === 'monitor').map((match) => match.rule.id),
  };
}

function withPlainPaths(deed: Deed, world: World): Deed {
  if (deed.kind === 'read' || deed.kind === 'write' || deed.kind === 'delete') {
    const path = normalised(deed.path, world);
    return path === deed.path ? deed : { ...deed, path };
  }
  if (deed.kind === 'run' && deed.file !== undefined) return { ...deed, file: normalised(deed.file, world) };
  return deed;
}

interface Case {
  readonly world: World;
  readonly fallback: Fallback;
  readonly matches: readonly Match[];
}

function answerTo(policy: CompiledPolicy, deed: Deed, { world, fallback, matches }: Case): Answer {
  const mayBeWaived = (answer: Answer, isWaivable: boolean): Answer =>
    isWaivable && deed.kind !== 'danger' ? waived(policy, deed, world, answer) : answer;
  const rest = mayBeWaived(answerOfFallback(policy, fallback), true);
  if (matches.length === 0) return rest;
  const answers = matches.map(({ rule, isSure }) => mayBeWaived(answerOfRule(rule, isSure, fallback), rule.isWaivable));
  if (!matches.some(({ isSure }) => isSure)) answers.push(rest);
  const strictest = answers.reduce((a, b) => (EFFECTS.indexOf(b.effect) > EFFECTS.indexOf(a.effect) ? b : a));
  if (EFFECTS.indexOf(strictest.effect) >= EFFECTS.indexOf(rest.effect)) return strictest;
  // A rule is milder than what no rule needs to say: it may be so only from the layer that locked the value, or above it.
  const lockRank = policy.lockRank(fallback.setting);
  return lockRank === Infinity || matches.some(({ rule, isSure }) => isSure && rule.rank <= lockRank)
    ? strictest
    : rest;
}

function answerOfFallback(policy: CompiledPolicy, fallback: Fallback): Answer {
  const layer = policy.layerOf(fallback.setting);
  return layer === undefined ? fallback : { ...fallback, layer };
}

function answerOfRule(rule: CompiledRule, isSure: boolean, { risk }: Fallback): Answer {
  return {
    // What perhaps is meant cannot be known without running it.
    effect: isSure ? rule.effect : 'ask',
    rule: rule.id,
    reason: rule.reason ?? `The rule ${rule.id} says ${rule.effect}.`,
    risk: rule.severity ?? risk,
    instead: rule.instead,
    contact: rule.contact,
    layer: rule.layer,
  };
}

function waived(policy: CompiledPolicy, deed: Deed, world: World, answer: Answer): Answer {
  if (answer.effect === 'allow') return answer;
  const covering = policy.waivers.filter(
    (waiver) =>
      EFFECTS.indexOf(waiver.effect) < EFFECTS.indexOf(answer.effect) && waiver.covers(answer.rule, deed, world),
  );
  const mildest = covering.find(({ effect }) => effect === 'allow') ?? covering[0];
  if (mildest === undefined) return answer;
  const effect = deed.kind === 'opaque' ? stricter('ask', mildest.effect) : mildest.effect;
  return effect === answer.effect ? answer : { ...answer, effect, waiver: mildest.id };
}
