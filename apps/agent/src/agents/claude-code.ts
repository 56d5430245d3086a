import type { ToolRequest } from '#engines/policy';
import {
  answered,
  blocked,
  type HookAdapter,
  type HookAnswer,
  type HookCall,
  type HookMessage,
  type Verdict,
} from './adapter.js';
import {
  expectEvent,
  fixedPartOf,
  mcpName,
  object,
  optionalText,
  pathFrom,
  sessionOf,
  text,
  workingFolder,
} from './message-fields.js';
import { kindOf } from './tool-kind.js';

/**
 * Claude Code, by its hooks reference (code.claude.com/docs/en/hooks), checked for 2.1.303.
 *
 * PreToolUse answers `hookSpecificOutput.permissionDecision` allow, ask or deny (without a person to ask, the program takes ask for deny);
 * UserPromptSubmit knows only `decision: "block"`. Exit code 2 blocks with stderr as the reason; any other code but 0 does not block, unless the
 * hook is installed with `onFailure: "block"` (2.1.295 and later), as `castellan install` does.
 */
export const claudeCode: HookAdapter = {
  agent: 'claude-code',
  events: {
    PreToolUse: 'decides',
    UserPromptSubmit: 'decides',
    PostToolUse: 'watches',
    PostToolUseFailure: 'watches',
    SessionStart: 'watches',
    SessionEnd: 'watches',
  },
  canAsk: (event) => event === 'PreToolUse',
  read(event, message): HookCall {
    expectEvent(message, event);
    const told = { session: sessionOf(message), cwd: workingFolder(message) };
    switch (event) {
      case 'UserPromptSubmit':
        return { ...told, kind: 'prompt', requests: [{ tool: 'prompt', text: text(message, 'prompt') }] };
      case 'SessionStart':
      case 'SessionEnd':
        return { ...told, kind: 'session', phase: event === 'SessionStart' ? 'started' : 'ended' };
      case 'PreToolUse':
        return { ...told, kind: 'tool', ...toolOf(message) };
      default: {
        const { tool, requests } = toolOf(message);
        const content = { input: message['tool_input'], output: message['tool_response'] ?? message['error'] };
        return { ...told, kind: 'result', tool, toolKind: kindOf(requests), content };
      }
    }
  },
  answer(event, verdict): HookAnswer {
    if (event === 'PreToolUse') return toolAnswer(verdict);
    if (event === 'UserPromptSubmit') {
      return verdict.effect === 'reject' ? answered({ decision: 'block', reason: verdict.sentence }) : answered(null);
    }
    return event in this.events ? answered(null) : blocked(verdict.sentence);
  },
};

function toolAnswer({ effect, sentence }: Verdict): HookAnswer {
  if (effect === 'silent') return answered(null);
  return answered({
    hookSpecificOutput: {
      hookEventName: 'PreToolUse',
      permissionDecision: effect === 'reject' ? 'deny' : effect,
      permissionDecisionReason: sentence,
    },
  });
}

function toolOf(message: HookMessage): { tool: string; requests: ToolRequest[] } {
  const tool = text(message, 'tool_name');
  return { tool, requests: requestsOf(tool, object(message, 'tool_input'), workingFolder(message)) };
}

function requestsOf(tool: string, input: HookMessage, cwd: string): ToolRequest[] {
  const mcp = mcpName(tool);
  if (mcp) return [{ tool: 'mcp', ...mcp, arguments: input }];
  return TOOLS.get(tool)?.(input, cwd) ?? [{ tool: 'other', name: tool, input }];
}

type Reading = (input: HookMessage, cwd: string) => ToolRequest[];

const writes: Reading = (input, cwd) => [{ tool: 'write', path: pathFrom(cwd, text(input, 'file_path')), cwd }];
const TOOLS: ReadonlyMap<string, Reading> = new Map<string, Reading>([
  ['Bash', (input, cwd) => [{ tool: 'shell', command: text(input, 'command'), cwd }]],
  ['Read', (input, cwd) => [{ tool: 'read', path: pathFrom(cwd, text(input, 'file_path')), cwd }]],
  ['Write', writes],
  ['Edit', writes],
  ['MultiEdit', writes],
  ['NotebookEdit', (input, cwd) => [{ tool: 'write', path: pathFrom(cwd, text(input, 'notebook_path')), cwd }]],
  ['WebFetch', (input) => [{ tool: 'fetch', url: text(input, 'url') }]],
  ['Glob', (input, cwd) => searchOf(input, cwd, text(input, 'pattern'))],
  ['Grep', (input, cwd) => searchOf(input, cwd, optionalText(input, 'glob'))],
  ['LS', (input, cwd) => searchOf(input, cwd, undefined)],
]);

/** A search reads the folder that it starts from; its glob may lead elsewhere. */
function searchOf(input: HookMessage, cwd: string, glob: string | undefined): ToolRequest[] {
  const start = pathFrom(cwd, optionalText(input, 'path') ?? '.');
  const reads = new Set([start, pathFrom(start, fixedPartOf(glob ?? '.'))]);
  return [...reads].map((path) => ({ tool: 'read', path, cwd }));
}
