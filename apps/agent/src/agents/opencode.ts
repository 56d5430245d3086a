import type { ToolRequest } from '#engines/policy';
import { answered, blocked, type HookAdapter, type HookAnswer, type HookCall, type HookMessage } from './adapter.js';
import { expectEvent, object, optionalText, pathFrom, sessionOf, text, workingFolder } from './message-fields.js';
import { kindOf } from './tool-kind.js';
import { patchRequests, requestsOf, searchRequests, type ToolReading, type ToolTable } from './tool-table.js';

/**
 * opencode, by its plugins reference (opencode.ai/docs/plugins). It has no command hooks: `castellan install` writes a plugin (install/opencode-plugin.ts)
 * that hands each tool call to this program and throws what is refused, which is how a plugin blocks. Messages and answers are between the two of
 * them. A plugin cannot ask a person.
 */
export const opencode: HookAdapter = {
  agent: 'opencode',
  events: { ToolBefore: 'decides', ToolAfter: 'watches' },
  canAsk: () => false,
  read(event, message): HookCall {
    expectEvent(message, event);
    const told = { session: sessionOf(message, 'session_id'), cwd: workingFolder(message) };
    const { tool, requests } = toolOf(message);
    if (event === 'ToolBefore') return { ...told, kind: 'tool', tool, requests };
    const content = { input: message['tool_input'], output: message['tool_response'] };
    return { ...told, kind: 'result', tool, toolKind: kindOf(requests), content };
  },
  answer(event, { effect, sentence }): HookAnswer {
    if (this.events[event] === undefined) return blocked(sentence);
    const passes = this.events[event] === 'watches' || effect === 'allow' || effect === 'silent';
    return answered(passes ? { decision: 'allow' } : { decision: 'deny', reason: sentence });
  },
};

function toolOf(message: HookMessage): { tool: string; requests: ToolRequest[] } {
  const tool = text(message, 'tool_name');
  const input = object(message, 'tool_input');
  return { tool, requests: requestsOf(TOOLS, tool, input, workingFolder(message)) };
}

const writes: ToolReading = (input, cwd) => [{ tool: 'write', path: pathFrom(cwd, text(input, 'filePath')), cwd }];
const patches: ToolReading = (input, cwd) => patchRequests(text(input, 'patchText'), cwd);
const TOOLS: ToolTable = new Map<string, ToolReading>([
  [
    'bash',
    (input, cwd) => [
      { tool: 'shell', command: text(input, 'command'), cwd: pathFrom(cwd, optionalText(input, 'workdir') ?? '.') },
    ],
  ],
  ['read', (input, cwd) => [{ tool: 'read', path: pathFrom(cwd, text(input, 'filePath')), cwd }]],
  ['write', writes],
  ['edit', writes],
  ['patch', patches],
  ['apply_patch', patches],
  ['list', (input, cwd) => searchOf(input, cwd)],
  ['glob', (input, cwd) => searchOf(input, cwd, text(input, 'pattern'))],
  ['grep', (input, cwd) => searchOf(input, cwd, optionalText(input, 'include'))],
  ['webfetch', (input) => [{ tool: 'fetch', url: text(input, 'url') }]],
]);

const searchOf = (input: HookMessage, cwd: string, glob?: string): ToolRequest[] =>
  searchRequests(pathFrom(cwd, optionalText(input, 'path') ?? '.'), [glob], cwd);
