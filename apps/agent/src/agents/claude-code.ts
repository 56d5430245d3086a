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
import { CLAUDE_WORDS, namedTool } from './claude-words.js';
import { expectEvent, optionalText, pathFrom, text } from './message-fields.js';
import { callOf, type MessageShape } from './message-shape.js';
import { searchRequests, type ToolReading, type ToolTable } from './tool-table.js';

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
    return callOf(event, message, MESSAGES);
  },
  answer(event, verdict): HookAnswer {
    if (event === 'PreToolUse') return toolAnswer(verdict);
    if (event === 'UserPromptSubmit') {
      return verdict.effect === 'reject' ? answered({ decision: 'block', reason: verdict.sentence }) : answered(null);
    }
    return event in this.events ? answered(null) : blocked(verdict.sentence);
  },
};

const MESSAGES: MessageShape = {
  ...CLAUDE_WORDS,
  tool: (message) => namedTool(message, TOOLS),
  content: (message) => ({ input: message['tool_input'], output: message['tool_response'] ?? message['error'] }),
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

const writes: ToolReading = (input, cwd) => [{ tool: 'write', path: pathFrom(cwd, text(input, 'file_path')), cwd }];
const TOOLS: ToolTable = new Map<string, ToolReading>([
  ['Bash', (input, cwd) => [{ tool: 'shell', command: text(input, 'command'), cwd }]],
  ['Read', (input, cwd) => [{ tool: 'read', path: pathFrom(cwd, text(input, 'file_path')), cwd }]],
  ['Write', writes],
  ['Edit', writes],
  ['MultiEdit', writes],
  ['NotebookEdit', (input, cwd) => [{ tool: 'write', path: pathFrom(cwd, text(input, 'notebook_path')), cwd }]],
  ['WebFetch', (input) => [{ tool: 'fetch', url: text(input, 'url') }]],
  ['Glob', (input, cwd) => searchOf(input, cwd, text(input, 'pattern'))],
  ['Grep', (input, cwd) => searchOf(input, cwd, optionalText(input, 'glob'))],
  ['LS', (input, cwd) => searchOf(input, cwd)],
]);

const searchOf = (input: HookMessage, cwd: string, glob?: string): ToolRequest[] =>
  searchRequests(pathFrom(cwd, optionalText(input, 'path') ?? '.'), [glob], cwd);
