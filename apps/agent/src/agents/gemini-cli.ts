import type { ToolRequest } from '#engines/policy';
import { answered, blocked, type HookAdapter, type HookAnswer, type HookCall, type HookMessage } from './adapter.js';
import {
  expectEvent,
  fixedPartOf,
  mcpName,
  object,
  optionalText,
  pathFrom,
  sessionOf,
  text,
  texts,
  workingFolder,
} from './message-fields.js';
import { isObject } from '../machine/enrolment.js';
import { callOf, type MessageShape } from './message-shape.js';
import { requestsOf, searchRequests, type ToolReading, type ToolTable } from './tool-table.js';

/**
 * Gemini CLI, by its hooks reference (geminicli.com/docs/hooks/reference), checked with 0.61.0.
 *
 * `decision` is allow or deny, and for BeforeTool also ask: the program then asks the person even in yolo mode. Where it has nobody to ask it
 * waits for ever, so without a terminal it is not told to. Exit code 2 blocks with stderr as the reason; any other code but 0 lets the tool
 * run with a warning, and there is no switch against that.
 */
export const geminiCli: HookAdapter = {
  agent: 'gemini-cli',
  events: {
    BeforeTool: 'decides',
    BeforeAgent: 'decides',
    AfterTool: 'watches',
    SessionStart: 'watches',
    SessionEnd: 'watches',
  },
  canAsk: (event, hasTerminal) => event === 'BeforeTool' && hasTerminal,
  read(event, message): HookCall {
    expectEvent(message, event);
    return callOf(event, message, MESSAGES);
  },
  answer(event, { effect, sentence }): HookAnswer {
    if (this.events[event] === undefined) return blocked(sentence);
    if (this.events[event] === 'watches' || effect === 'silent') return answered({});
    if (effect === 'allow') return answered({ decision: 'allow' });
    return answered({ decision: effect === 'ask' ? 'ask' : 'deny', reason: sentence, systemMessage: sentence });
  },
};

const MESSAGES: MessageShape = {
  prompt: 'BeforeAgent',
  beforeTool: 'BeforeTool',
  sessionStart: 'SessionStart',
  sessionEnd: 'SessionEnd',
  told: (message) => ({ session: sessionOf(message, 'session_id'), cwd: workingFolder(message) }),
  tool: toolOf,
  content: (message) => ({ input: message['tool_input'], output: message['tool_response'] }),
};

function toolOf(message: HookMessage): { tool: string; requests: ToolRequest[] } {
  const tool = text(message, 'tool_name');
  const input = object(message, 'tool_input');
  return {
    tool,
    requests: mcpOf(tool, input, message['mcp_context']) ?? requestsOf(TOOLS, tool, input, workingFolder(message)),
  };
}

/** `mcp_context` names server and tool exactly; their joined name `mcp_server_tool` can be read in two ways. */
function mcpOf(tool: string, input: HookMessage, context: unknown): ToolRequest[] | null {
  if (isObject(context)) {
    return [{ tool: 'mcp', server: text(context, 'server_name'), name: text(context, 'tool_name'), arguments: input }];
  }
  const named = mcpName(tool);
  return named && [{ tool: 'mcp', ...named, arguments: input }];
}

const writes: ToolReading = (input, cwd) => [{ tool: 'write', path: pathFrom(cwd, fileOf(input)), cwd }];
const TOOLS: ToolTable = new Map<string, ToolReading>([
  [
    'run_shell_command',
    (input, cwd) => [{ tool: 'shell', command: text(input, 'command'), cwd: pathFrom(cwd, folderOf(input)) }],
  ],
  ['read_file', (input, cwd) => [{ tool: 'read', path: pathFrom(cwd, fileOf(input)), cwd }]],
  ['write_file', writes],
  ['replace', writes],
  [
    'read_many_files',
    (input, cwd) => manyFiles(input).map((glob) => ({ tool: 'read', path: pathFrom(cwd, fixedPartOf(glob)), cwd })),
  ],
  ['list_directory', (input, cwd) => searchOf(input, cwd)],
  ['glob', (input, cwd) => searchOf(input, cwd, text(input, 'pattern'))],
  ['grep_search', (input, cwd) => searchOf(input, cwd, optionalText(input, 'include_pattern', 'include'))],
  ['search_file_content', (input, cwd) => searchOf(input, cwd, optionalText(input, 'include'))],
  ['web_fetch', (input) => fetchesOf(input)],
]);

// Names of parameters have changed between versions of the program; both are read.
const fileOf = (input: HookMessage): string =>
  optionalText(input, 'file_path', 'absolute_path') ?? text(input, 'file_path');
const folderOf = (input: HookMessage): string => optionalText(input, 'dir_path', 'directory', 'path') ?? '.';

const manyFiles = (input: HookMessage): string[] => texts(input, input['include'] === undefined ? 'paths' : 'include');

const searchOf = (input: HookMessage, cwd: string, glob?: string): ToolRequest[] =>
  searchRequests(pathFrom(cwd, folderOf(input)), [glob], cwd);

const URLS = /\bhttps?:\/\/[^\s"'<>`)\]}]+/gi;

/** The addresses stand in the middle of a prompt; a fetch without any is judged by its name. */
function fetchesOf(input: HookMessage): ToolRequest[] {
  const asked = [optionalText(input, 'url'), optionalText(input, 'prompt')].join(' ');
  const urls = [...new Set(asked.match(URLS) ?? [])];
  return urls.length === 0
    ? [{ tool: 'other', name: 'web_fetch', input }]
    : urls.map((url) => ({ tool: 'fetch', url }));
}
