import type { ToolRequest } from '#engines/policy';
import type { HookCall, HookMessage } from './adapter.js';
import { text } from './message-fields.js';
import { kindOf } from './tool-kind.js';

/** In what the messages of one coding agent differ from those of the others: the names of its events, and where they say what. */
export interface MessageShape {
  /** The event before a prompt is sent to the model; absent where the agent lets nobody stop one. */
  readonly prompt?: string;
  readonly beforeTool: string;
  readonly sessionStart: string;
  readonly sessionEnd: string;
  /** @throws MalformedMessage */
  told(message: HookMessage): { readonly session: string | undefined; readonly cwd: string };
  /** @throws MalformedMessage */
  tool(message: HookMessage): { readonly tool: string; readonly requests: readonly ToolRequest[] };
  /** What went into the tool and what came out of it. */
  content(message: HookMessage): { readonly input: unknown; readonly output: unknown };
}

/** What `message` tells; an event that the shape does not name comes after a tool. @throws MalformedMessage for what the agent would not say */
export function callOf(event: string, message: HookMessage, shape: MessageShape): HookCall {
  const told = shape.told(message);
  switch (event) {
    case shape.prompt:
      return { ...told, kind: 'prompt', requests: [{ tool: 'prompt', text: text(message, 'prompt') }] };
    case shape.sessionStart:
      return { ...told, kind: 'session', phase: 'started' };
    case shape.sessionEnd:
      return { ...told, kind: 'session', phase: 'ended' };
    case shape.beforeTool:
      return { ...told, kind: 'tool', ...shape.tool(message) };
    default: {
      const { tool, requests } = shape.tool(message);
      return { ...told, kind: 'result', tool, toolKind: kindOf(requests), content: { ...shape.content(message) } };
    }
  }
}
