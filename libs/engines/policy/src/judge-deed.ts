import type { Effect, Risk } from '#contracts';
import type { CompiledPolicy, CompiledRule } from './compile-policy.js';
import { type Fallback, fallbackOf } from './fallback.js';
import { normalised } from './paths.js';
import { rankOf, stricter } from './ranks.js';
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
const NO_MATCHES: readonly Match[] = [];

/** The answer to one deed: what the policy says, and what binds. */
export function judgedDeed(policy: CompiledPolicy, given: Deed, world: World): DecidedEffect {
  const deed = withPlainPaths(given, world);
  const fallback = fallbackOf(policy, deed, world);
  const matches = fallback.isFinal === true ? NO_MATCHES : matchesOf(policy, deed, world);
  const said = answerTo(policy, deed, { world, fallback, matches });
  const isWatched = policy.document.mode === 'monitor';
  // No rule speaks of most deeds.
  if (matches.length === 0)
    return decided(deed, said, { said, bound: isWatched ? 'allow' : said.effect, watching: NONE });
  const enforced = matches.filter(({ rule }) => rule.mode === 'enforce');
  const binding =
    enforced.length === matches.length ? said : answerTo(policy, deed, { world, fallback, matches: enforced });
  const shown = isWatched || rankOf(said.effect) >= rankOf(binding.effect) ? said : binding;
  return decided(deed, shown, {
    said,
    bound: isWatched ? 'allow' : binding.effect,
    watching: matches.filter(({ rule }) => rule.mode === 'monitor').map(({ rule }) => rule.id),
  });
}

interface Judged {
  readonly said: Answer;
  readonly bound: Effect;
  readonly watching: readonly string[];
}

function decided(deed: Deed, shown: Answer, { said, bound, watching }: Judged): DecidedEffect {
  const { rule, reason, risk, instead, contact, layer, waiver } = shown;
  const { effect } = said;
  if (instead === undefined && contact === undefined && layer === undefined && waiver === undefined)
    return { deed, effect, bound, rule, reason, risk, monitored: watching };
  return {
    deed,
    effect,
    bound,
    rule,
    reason,
    risk,
    ...(instead === undefined ? undefined : { instead }),
    ...(contact === undefined ? undefined : { contact }),
    ...(layer === undefined ? undefined : { layer }),
    ...(waiver === undefined ? undefined : { waiver }),
    monitored: watching,
  };
}

function withPlainPaths(deed: Deed, world: World): Deed {
  if (deed.kind === 'read' || deed.kind === 'write' || deed.kind === 'delete') {
    const path = normalised(deed.path, world);
    return path === deed.path ? deed : { ...deed, path };
  }
  if (deed.kind !== 'run' || deed.file === undefined) return deed;
  const file = normalised(deed.file, world);
  return file === deed.file ? deed : { ...deed, file };
}

interface Case {
  readonly world: World;
  readonly fallback: Fallback;
  readonly matches: readonly Match[];
}

function answerTo(policy: CompiledPolicy, deed: Deed, { world, fallback, matches }: Case): Answer {
  const rest = mayBeWaived(policy, deed, world, answerOfFallback(policy, fallback));
  if (matches.length === 0) return rest;
  const answers = matches.map(({ rule, isSure }) => {
    const answer = answerOfRule(rule, isSure, fallback);
    return rule.isWaivable ? mayBeWaived(policy, deed, world, answer) : answer;
  });
  if (!matches.some(({ isSure }) => isSure)) answers.push(rest);
  const strictest = answers.reduce((a, b) => (rankOf(b.effect) > rankOf(a.effect) ? b : a));
  if (rankOf(strictest.effect) >= rankOf(rest.effect)) return strictest;
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

function mayBeWaived(policy: CompiledPolicy, deed: Deed, world: World, answer: Answer): Answer {
  if (answer.effect === 'allow' || policy.waivers.length === 0 || deed.kind === 'danger') return answer;
  const covering = policy.waivers.filter(
    (waiver) => rankOf(waiver.effect) < rankOf(answer.effect) && waiver.covers(answer.rule, deed, world),
  );
  const mildest = covering.find(({ effect }) => effect === 'allow') ?? covering[0];
  if (mildest === undefined) return answer;
  const effect = deed.kind === 'opaque' ? stricter('ask', mildest.effect) : mildest.effect;
  return effect === answer.effect ? answer : { ...answer, effect, waiver: mildest.id };
}
