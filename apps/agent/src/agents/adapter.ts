import type { CodingAgent, Effect, ToolKind } from '#contracts';
import type { ToolRequest } from '#engines/policy';

/** What a coding agent told its hook, in the words that all agents share. */
export type HookCall =
  /** Before a tool runs. A tool that touches several things makes several requests; the strictest answer is the answer. */
  | (Told & { readonly kind: 'tool'; readonly tool: string; readonly requests: readonly ToolRequest[] })
  /** After a tool ran: to be recorded, nothing to decide. */
  | (Told & {
      readonly kind: 'result';
      readonly tool: string;
      readonly toolKind: ToolKind;
      readonly content: Readonly<Record<string, unknown>>;
    })
  | (Told & { readonly kind: 'prompt'; readonly requests: readonly ToolRequest[] })
  | (Told & { readonly kind: 'session'; readonly phase: 'started' | 'ended' });

interface Told {
  readonly session: string | undefined;
  readonly cwd: string;
}

/** What is answered: `silent` leaves the decision to the agent's own rules, as if there were no hook. */
export interface Verdict {
  readonly effect: Effect | 'silent';
  /** One sentence for the developer and the model. */
  readonly sentence: string;
}

/** What the hook's process does: stdout, stderr, exit code. */
export interface HookAnswer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** How one coding agent speaks to its hooks. */
export interface HookAdapter {
  readonly agent: CodingAgent;
  /** The events that the adapter understands, with what the agent waits for: a decision, or nothing. */
  readonly events: Readonly<Record<string, 'decides' | 'watches'>>;
  /** Whether the agent can put a question of its hook to a person, at this event and with or without a terminal. */
  canAsk(event: string, hasTerminal: boolean): boolean;
  /** @throws MalformedMessage for what the agent would not say */
  read(event: string, message: HookMessage): HookCall;
  /** In the agent's own grammar; `ask` only where it can. For an event that the adapter does not know, the strictest answer that the agent has. */
  answer(event: string, verdict: Verdict): HookAnswer;
}

export type HookMessage = Readonly<Record<string, unknown>>;

/** The message is not one that the agent's documentation describes; nothing may be concluded from it. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}

export const answered = (stdout: object | null, exitCode = 0): HookAnswer => ({
  stdout: stdout === null ? '' : `${JSON.stringify(stdout)}\n`,
  stderr: '',
  exitCode,
});

/** Exit code 2 blocks in every agent that is governed here; stderr is the reason that it shows. */
export const blocked = (sentence: string): HookAnswer => ({ stdout: '', stderr: `${sentence}\n`, exitCode: 2 });
