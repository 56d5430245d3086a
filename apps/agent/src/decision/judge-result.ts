import { decide, type World } from '#engines/policy';
import type { HookCall } from '../agents/adapter.js';
import { clip } from '../evidence/clip.js';
import { type Judgement, recordedOf } from './judge.js';
import type { PolicyStanding } from './policy-standing.js';

/**
 * What the policy says of a tool's answer: secrets, orders in somebody else's name, characters that cannot be seen. The tool has run and the agent waits for
 * nothing, so it is recorded as watched: what was done is nothing. Null where there is nothing to record.
 */
export function judgedResult(
  call: HookCall & { readonly kind: 'result' },
  standing: PolicyStanding,
  world: World,
): Judgement | null {
  if (standing.state === 'none') return null;
  const text = textOf(call.content['output']);
  if (text === '') return null;
  const decision = decide(standing.policy, { tool: 'result', of: call.tool, text }, world);
  if (decision.effects.length === 0) return null;
  return {
    verdict: { effect: 'silent', sentence: '' },
    recorded: {
      ...recordedOf([decision]),
      effect: 'allow',
      mode: decision.wouldBe === 'allow' ? 'enforce' : 'monitor',
    },
  };
}

/** As much of an answer as is kept of it. */
function textOf(output: unknown): string {
  if (output === undefined || output === null) return '';
  const kept = clip(output);
  return typeof kept === 'string' ? kept : textsIn(kept).join('\n');
}

const DEEPEST = 12;

/** Every text in a value, as the model reads it: not as JSON writes it. */
function textsIn(value: unknown, depth = 0): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return [];
  return Object.values(value).flatMap((inner: unknown) => textsIn(inner, depth + 1));
}
