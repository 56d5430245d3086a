import { type Effect, EFFECTS, type MachineEvent, type Risk, RISKS } from '#contracts';
import { decide, type Decision, type ToolRequest, type World } from '#engines/policy';
import type { Verdict } from '../agents/adapter.js';
import type { PolicyStanding } from './policy-standing.js';

export type RecordedDecision = NonNullable<MachineEvent['decision']>;

/** What the agent is told, and what the ledger is told. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly recorded: RecordedDecision;
}

const LONGEST_REASON = 1_000;
const LONGEST_RULE = 200;
const MOST_RULES = 100;

/** Judges one tool call or prompt: each request by itself, then the strictest answer for all. */
export function judge(requests: readonly ToolRequest[], standing: PolicyStanding, world: World): Judgement {
  if (standing.state === 'none') return withoutPolicy(standing, requests);
  const decisions = requests.map((request) => decide(standing.policy, request, world));
  const strictest = strictestDecision(decisions);
  const recorded = recordedOf(decisions);
  return { verdict: { effect: spokenEffect(recorded), sentence: strictest.sentence }, recorded };
}

/** What the ledger is told of decisions that were made together: the strictest answer, and all that led to it. */
export function recordedOf(decisions: readonly Decision[]): RecordedDecision {
  const strictest = strictestDecision(decisions);
  return {
    effect: strictest.effect,
    wouldBe: strictestOf(
      EFFECTS,
      decisions.map(({ wouldBe }) => wouldBe),
    ),
    mode: strictest.mode,
    risk: strictestOf(
      RISKS,
      decisions.map(({ risk }) => risk),
    ),
    rules: [...new Set(decisions.flatMap(({ rules }) => rules))]
      .slice(0, MOST_RULES)
      .map((rule) => rule.slice(0, LONGEST_RULE)),
    reason: [...new Set(decisions.flatMap(({ reasons }) => reasons))].join(' ').slice(0, LONGEST_REASON),
  };
}

const strictestDecision = (decisions: readonly Decision[]): Decision =>
  decisions.reduce((a, b) => (isStricter(b, a) ? b : a));

/** A rule that only watches must change nothing: not even turn the agent's own question into an allowance. */
const spokenEffect = ({ effect, wouldBe }: RecordedDecision): Verdict['effect'] =>
  effect === 'allow' && wouldBe !== 'allow' ? 'silent' : effect;

function withoutPolicy(standing: PolicyStanding & { state: 'none' }, requests: readonly ToolRequest[]): Judgement {
  const effect = standing.offline ?? 'reject';
  const recorded: RecordedDecision = {
    effect,
    wouldBe: effect,
    mode: 'enforce',
    risk: 'high',
    rules: [`builtin/${standing.reason}`],
    reason: standing.sentence.slice(0, LONGEST_REASON),
  };
  // Nobody can be asked about a prompt, and a prompt alone does nothing: in the asking mode the tools that follow it are asked about.
  const onlyPrompt = requests.every(({ tool }) => tool === 'prompt');
  return {
    verdict: { effect: effect === 'ask' && onlyPrompt ? 'silent' : effect, sentence: standing.sentence },
    recorded,
  };
}

function isStricter(a: Decision, b: Decision): boolean {
  const byEffect = EFFECTS.indexOf(a.effect) - EFFECTS.indexOf(b.effect);
  return byEffect === 0 ? EFFECTS.indexOf(a.wouldBe) > EFFECTS.indexOf(b.wouldBe) : byEffect > 0;
}

/** `order` goes from mild to strict. */
function strictestOf<Level extends Effect | Risk>(order: readonly Level[], levels: readonly Level[]): Level {
  return levels.reduce((a, b) => (order.indexOf(b) > order.indexOf(a) ? b : a));
}
