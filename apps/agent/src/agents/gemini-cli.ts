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
import { kindOf } from './tool-kind.js';

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
    const told = { session: sessionOf(message), cwd: workingFolder(message) };
    switch (event) {
      case 'BeforeAgent':
        return { ...told, kind: 'prompt', requests: [{ tool: 'prompt', text: text(message, 'prompt') }] };
      case 'SessionStart':
      case 'SessionEnd':
        return { ...told, kind: 'session', phase: event === 'SessionStart' ? 'started' : 'ended' };
      case 'BeforeTool':
        return { ...told, kind: 'tool', ...toolOf(message) };
      default: {
        const { tool, requests } = toolOf(message);
        const content = { input: message['tool_input'], output: message['tool_response'] };
        return { ...told, kind: 'result', tool, toolKind: kindOf(requests), content };
      }
    }
  },
  answer(event, { effect, sentence }): HookAnswer {
    if (this.events[event] === undefined) return blocked(sentence);
    if (this.events[event] === 'watches' || effect === 'silent') return answered({});
    if (effect === 'allow') return answered({ decision: 'allow' });
    return answered({ decision: effect === 'ask' ? 'ask' : 'deny', reason: sentence, systemMessage: sentence });
  },
};

function toolOf(message: HookMessage): { tool: string; requests: ToolRequest[] } {
  const tool = text(message, 'tool_name');
  const input = object(message, 'tool_input');
  return {
    tool,
    requests: mcpOf(tool, input, message['mcp_context']) ?? requestsOf(tool, input, workingFolder(message)),
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

const requestsOf = (tool: string, input: HookMessage, cwd: string): ToolRequest[] =>
  TOOLS.get(tool)?.(input, cwd) ?? [{ tool: 'other', name: tool, input }];

type Reading = (input: HookMessage, cwd: string) => ToolRequest[];

const writes: Reading = (input, cwd) => [{ tool: 'write', path: pathFrom(cwd, fileOf(input)), cwd }];
const TOOLS: ReadonlyMap<string, Reading> = new Map<string, Reading>([
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
  ['list_directory', (input, cwd) => searchOf(input, cwd, undefined)],
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

function searchOf(input: HookMessage, cwd: string, glob: string | undefined): ToolRequest[] {
  const start = pathFrom(cwd, folderOf(input));
  const reads = new Set([start, pathFrom(start, fixedPartOf(glob ?? '.'))]);
  return [...reads].map((path) => ({ tool: 'read', path, cwd }));
}

const URLS = /\bhttps?:\/\/[^\s"'<>`)\]}]+/gi;

/** The addresses stand in the middle of a prompt; a fetch without any is judged by its name. */
function fetchesOf(input: HookMessage): ToolRequest[] {
  const asked = [optionalText(input, 'url'), optionalText(input, 'prompt')].join(' ');
  const urls = [...new Set(asked.match(URLS) ?? [])];
  return urls.length === 0
    ? [{ tool: 'other', name: 'web_fetch', input }]
    : urls.map((url) => ({ tool: 'fetch', url }));
}
