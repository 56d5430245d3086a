import type { ToolRequest } from '#engines/policy';
import { answered, blocked, type HookAdapter, type HookAnswer, type HookCall, type HookMessage } from './adapter.js';
import { CLAUDE_WORDS, namedTool } from './claude-words.js';
import { expectEvent, optionalText, pathFrom, text } from './message-fields.js';
import { callOf, type MessageShape } from './message-shape.js';
import { patchRequests, searchRequests, type ToolReading, type ToolTable } from './tool-table.js';

/**
 * Factory Droid, by its hooks reference (docs.factory.ai/reference/hooks-reference), as of 0.140: messages and answers are Claude Code’s, tools have
 * names of their own.
 *
 * Exit code 2 blocks with stderr as the reason; any other code but 0 lets the tool run, and there is no switch against that. Where several hooks
 * answer, the first decision counts, so what the policy does not decide is left unsaid.
 */
export const factoryDroid: HookAdapter = {
  agent: 'factory-droid',
  events: {
    PreToolUse: 'decides',
    UserPromptSubmit: 'decides',
    PostToolUse: 'watches',
    SessionStart: 'watches',
    SessionEnd: 'watches',
  },
  canAsk: (event, hasTerminal) => event === 'PreToolUse' && hasTerminal,
  read(event, message): HookCall {
    expectEvent(message, event);
    return callOf(event, message, MESSAGES);
  },
  answer(event, { effect, sentence }): HookAnswer {
    if (this.events[event] === undefined) return blocked(sentence);
    if (this.events[event] === 'watches' || effect === 'silent') return answered(null);
    if (event === 'UserPromptSubmit') {
      return effect === 'reject' ? answered({ decision: 'block', reason: sentence }) : answered(null);
    }
    return answered({
      hookSpecificOutput: {
        hookEventName: event,
        permissionDecision: effect === 'reject' ? 'deny' : effect,
        permissionDecisionReason: sentence,
      },
    });
  },
};

const MESSAGES: MessageShape = {
  ...CLAUDE_WORDS,
  tool: (message) => namedTool(message, TOOLS),
  content: (message) => ({ input: message['tool_input'], output: message['tool_response'] }),
};

const writes: ToolReading = (input, cwd) => [{ tool: 'write', path: pathFrom(cwd, text(input, 'file_path')), cwd }];
const TOOLS: ToolTable = new Map<string, ToolReading>([
  ['Execute', (input, cwd) => [{ tool: 'shell', command: text(input, 'command'), cwd }]],
  ['Read', (input, cwd) => [{ tool: 'read', path: pathFrom(cwd, text(input, 'file_path')), cwd }]],
  ['Create', writes],
  ['Write', writes],
  ['Edit', writes],
  ['MultiEdit', writes],
  ['ApplyPatch', (input, cwd) => patchRequests(optionalText(input, 'input', 'patch') ?? text(input, 'input'), cwd)],
  ['FetchUrl', (input) => [{ tool: 'fetch', url: text(input, 'url') }]],
  ['LS', (input, cwd) => searchOf(input, cwd, [])],
  ['Grep', (input, cwd) => searchOf(input, cwd, globsOf(input, 'glob_pattern', 'glob'))],
  ['Glob', (input, cwd) => searchOf(input, cwd, globsOf(input, 'patterns', 'pattern'))],
]);

/** One glob, or a list of them, under whichever of `fields` the program’s version uses. */
const globsOf = (input: HookMessage, ...fields: readonly string[]): string[] =>
  fields.flatMap((field) => input[field]).filter((one): one is string => typeof one === 'string');

const searchOf = (input: HookMessage, cwd: string, globs: readonly string[]): ToolRequest[] =>
  searchRequests(pathFrom(cwd, optionalText(input, 'path', 'folder', 'directory_path') ?? '.'), globs, cwd);
