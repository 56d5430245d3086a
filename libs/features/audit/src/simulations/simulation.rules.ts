import { CODING_AGENTS, EFFECTS, type Effect, recordedCall } from '#contracts';
import { type CompiledPolicy, decide, type Decision, type ToolRequest, type World } from '#engines/policy';
import type { LedgerEvent } from '#engines/ledger';
import type { ChangedCall, Simulation } from './simulation.js';

const MOST_CHANGED = 100;
const MOST_RULES = 50;

/** A recorded call in the form that the engine decides. */
export interface Replayable {
  readonly requests: readonly ToolRequest[];
  readonly world: World;
  readonly was: Effect;
}

/** The call that an event tells of; null where its content is not there, or is not what machines write today. */
export function replayableOf(event: LedgerEvent, content: unknown): Replayable | null {
  const read = recordedCall.safeParse(content);
  const was = EFFECTS.find((effect) => effect === event.decision?.effect);
  if (!read.success || was === undefined) return null;
  const { requests, workspace } = read.data;
  const agent = CODING_AGENTS.find((name) => name === event.agent);
  const home = homeOf(workspace);
  return {
    requests,
    was,
    world: {
      workspace,
      home,
      platform: home.startsWith('/Users/') ? 'darwin' : 'linux',
      now: new Date(event.at),
      ...(agent !== undefined && { agent }),
      // How the session stood is not recorded with each call: it is taken as the policy wants it.
      session: { autonomy: 'off', isolation: 'vm', minutes: 0 },
    },
  };
}

/** The home is where the workspace lies, by the habits of the systems. */
const homeOf = (workspace: string): string =>
  /^\/(?:home|Users)\/[^/]+|^\/root(?=\/|$)/.exec(workspace)?.[0] ??
  workspace.slice(0, Math.max(1, workspace.lastIndexOf('/')));

/** The strictest answer to the requests of one call. */
export function answerOf(policy: CompiledPolicy, { requests, world }: Replayable): Decision {
  const decisions = requests.map((one) => decide(policy, one, world));
  return decisions.reduce((a, b) => (EFFECTS.indexOf(b.effect) > EFFECTS.indexOf(a.effect) ? b : a));
}

/** Adds up what a draft changes. */
export class SimulationTally {
  #replayed = 0;
  #unknown = 0;
  #earliest: string | null = null;
  #latest: string | null = null;
  readonly #moves = new Map<string, number>();
  readonly #rules = new Map<string, { stricter: number; milder: number }>();
  readonly #changed: ChangedCall[] = [];

  get replayed(): number {
    return this.#replayed;
  }

  unknown(): void {
    this.#unknown += 1;
  }

  /** Events come latest first. */
  add(event: LedgerEvent, was: Effect, decision: Decision): void {
    const { effect: is, rules, reasons } = decision;
    this.#replayed += 1;
    this.#latest ??= event.at;
    this.#earliest = event.at;
    const move = `${was} ${is}`;
    this.#moves.set(move, (this.#moves.get(move) ?? 0) + 1);
    if (was === is) return;
    for (const rule of rules) this.#count(rule, EFFECTS.indexOf(is) > EFFECTS.indexOf(was));
    if (this.#changed.length >= MOST_CHANGED) return;
    const { id, at, actor, agent = null, tool = null } = event;
    this.#changed.push({ id, at, actor: actor.label, agent, tool, was, is, rules, reasons });
  }

  result(): Simulation {
    return {
      replayed: this.#replayed,
      unknown: this.#unknown,
      earliest: this.#earliest,
      latest: this.#latest,
      moves: EFFECTS.flatMap((was) =>
        EFFECTS.flatMap((is) => {
          const calls = this.#moves.get(`${was} ${is}`);
          return calls === undefined ? [] : [{ was, is, calls }];
        }),
      ),
      rules: [...this.#rules]
        .map(([rule, counts]) => ({ rule, ...counts }))
        .sort((a, b) => b.stricter + b.milder - (a.stricter + a.milder) || a.rule.localeCompare(b.rule))
        .slice(0, MOST_RULES),
      changed: this.#changed,
    };
  }

  #count(rule: string, isStricter: boolean): void {
    const counts = this.#rules.get(rule) ?? { stricter: 0, milder: 0 };
    if (isStricter) counts.stricter += 1;
    else counts.milder += 1;
    this.#rules.set(rule, counts);
  }
}
