import { EFFECTS, type Effect, type MachineEvent, MOST_SHADOW_RULES, recordedCall } from '#contracts';
import { type CompiledPolicy, decide, type ToolRequest, type World } from '#engines/policy';

/** What a machine knows of itself when it looks at a call again. */
export type Surroundings = Pick<World, 'home' | 'user' | 'platform' | 'resolve'>;

/** One answer to all requests of a call: the strictest, and the rules that gave it. */
export interface Answer {
  readonly effect: Effect;
  readonly rules: readonly string[];
}

export type Comparison =
  | { readonly outcome: 'same' }
  | { readonly outcome: 'skipped' }
  | { readonly outcome: 'differs'; readonly live: Answer; readonly shadow: Answer };

/**
 * Asks both policies about a call as it was recorded. The policy in force has to say again what it said at the time: where it does not, something that
 * it depends on has changed since, or was cut from the record, and the call is no witness.
 */
export function compareCall(
  event: MachineEvent,
  policies: { readonly live: CompiledPolicy; readonly shadow: CompiledPolicy },
  surroundings: Surroundings,
): Comparison {
  const call = recordedCall.safeParse(event.content);
  if (!call.success || event.agent === undefined || event.decision === undefined) return { outcome: 'skipped' };
  const { requests, workspace } = call.data;
  const world: World = { ...surroundings, workspace, agent: event.agent, now: new Date(event.at) };
  try {
    const live = answerOf(policies.live, requests, world);
    if (live.effect !== event.decision.effect) return { outcome: 'skipped' };
    const shadow = answerOf(policies.shadow, requests, world);
    return shadow.effect === live.effect ? { outcome: 'same' } : { outcome: 'differs', live, shadow };
  } catch {
    // Whatever a draft does to the engine is no matter of the agent's.
    return { outcome: 'skipped' };
  }
}

function answerOf(policy: CompiledPolicy, requests: readonly ToolRequest[], world: World): Answer {
  const decisions = requests.map((request) => decide(policy, request, world));
  const effect = decisions.reduce<Effect>((strictest, one) => stricterOf(strictest, one.effect), 'allow');
  const rules = decisions.filter((one) => one.effect === effect).flatMap((one) => one.rules);
  const written = rules.filter((rule) => !NOT_WRITTEN.test(rule));
  const named = [...new Set(written.length > 0 ? written : rules)].sort();
  return { effect, rules: named.slice(0, MOST_SHADOW_RULES) };
}

/** What holds anyway; told only where nobody wrote a rule that says the same. */
const NOT_WRITTEN = /^(?:default|otherwise|builtin)\//;

const stricterOf = (a: Effect, b: Effect): Effect => (EFFECTS.indexOf(b) > EFFECTS.indexOf(a) ? b : a);

export const isStricter = (a: Effect, b: Effect): boolean => EFFECTS.indexOf(a) > EFFECTS.indexOf(b);
