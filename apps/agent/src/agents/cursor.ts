import { isAbsolute } from 'node:path';
import type { ToolRequest } from '#engines/policy';
import {
  answered,
  blocked,
  type HookAdapter,
  type HookAnswer,
  type HookCall,
  type HookMessage,
  MalformedMessage,
} from './adapter.js';
import { expectEvent, object, optionalText, pathFrom, sessionOf, text } from './message-fields.js';
import { callOf, type MessageShape } from './message-shape.js';
import { requestsOf, searchRequests, type ToolReading, type ToolTable } from './tool-table.js';

/**
 * Cursor, by its hooks reference (cursor.com/docs/agent/hooks), as of 3.9.
 *
 * The generic `preToolUse` sees every tool, so the narrower hooks (`beforeShellExecution` and its like) are not used: both would fire. It answers
 * `permission` allow or deny; ask is in the schema and enforced nowhere, so nobody can be asked. The hook is installed with `failClosed`, under
 * which an empty answer counts as a failed hook: every answer is spoken. The model reads `user_message`.
 */
export const cursor: HookAdapter = {
  agent: 'cursor',
  events: {
    preToolUse: 'decides',
    beforeSubmitPrompt: 'decides',
    postToolUse: 'watches',
    postToolUseFailure: 'watches',
    sessionStart: 'watches',
    sessionEnd: 'watches',
  },
  canAsk: () => false,
  read(event, message): HookCall {
    expectEvent(message, event);
    return callOf(event, message, MESSAGES);
  },
  answer(event, { effect, sentence }): HookAnswer {
    if (this.events[event] === undefined) return blocked(sentence);
    if (this.events[event] === 'watches') return answered({});
    const passes = effect === 'allow' || effect === 'silent';
    if (event === 'beforeSubmitPrompt') {
      return answered(passes ? { continue: true } : { continue: false, user_message: sentence });
    }
    return answered(
      passes ? { permission: 'allow' } : { permission: 'deny', user_message: sentence, agent_message: sentence },
    );
  },
};

const MESSAGES: MessageShape = {
  prompt: 'beforeSubmitPrompt',
  beforeTool: 'preToolUse',
  sessionStart: 'sessionStart',
  sessionEnd: 'sessionEnd',
  told: (message) => ({ session: sessionOf(message, 'conversation_id', 'session_id'), cwd: folderOf(message) }),
  tool: toolOf,
  content: (message) => ({ input: message['tool_input'], output: message['tool_output'] ?? message['error_message'] }),
};

/** `cwd` is often empty; then the first root of the workspace is where relative paths start. @throws MalformedMessage when there is neither */
function folderOf(message: HookMessage): string {
  const roots: unknown = message['workspace_roots'];
  const folder = optionalText(message, 'cwd') ?? (Array.isArray(roots) ? (roots[0] as unknown) : undefined);
  if (typeof folder !== 'string' || !isAbsolute(folder)) {
    throw new MalformedMessage('Neither "cwd" nor "workspace_roots" names an absolute path.');
  }
  return folder;
}

const MCP = 'MCP:';

function toolOf(message: HookMessage): { tool: string; requests: ToolRequest[] } {
  const tool = text(message, 'tool_name');
  const input = object(message, 'tool_input');
  // The message names the tool of an MCP server, not the server: rules about servers see one that nobody has allowed.
  if (tool.startsWith(MCP)) {
    return { tool, requests: [{ tool: 'mcp', server: 'unknown', name: tool.slice(MCP.length), arguments: input }] };
  }
  return { tool, requests: requestsOf(TOOLS, tool, input, folderOf(message)) };
}

const fileOf = (input: HookMessage): string =>
  optionalText(input, 'file_path', 'path', 'target_file') ?? text(input, 'file_path');
const writes: ToolReading = (input, cwd) => [{ tool: 'write', path: pathFrom(cwd, fileOf(input)), cwd }];
const searches: ToolReading = (input, cwd) => {
  const start = pathFrom(cwd, optionalText(input, 'file_path', 'path', 'target_directory') ?? '.');
  return searchRequests(start, [optionalText(input, 'glob', 'glob_pattern')], cwd);
};
const TOOLS: ToolTable = new Map<string, ToolReading>([
  [
    'Shell',
    (input, cwd) => [
      {
        tool: 'shell',
        command: text(input, 'command'),
        cwd: pathFrom(cwd, optionalText(input, 'cwd', 'working_directory') ?? '.'),
      },
    ],
  ],
  ['Read', (input, cwd) => [{ tool: 'read', path: pathFrom(cwd, fileOf(input)), cwd }]],
  ['Write', writes],
  ['Edit', writes],
  ['Delete', (input, cwd) => [{ tool: 'delete', path: pathFrom(cwd, fileOf(input)), cwd }]],
  ['Grep', searches],
  ['Glob', searches],
  ['WebFetch', (input) => [{ tool: 'fetch', url: text(input, 'url') }]],
]);
