import type { ToolRequest } from '#engines/policy';
import { isObject } from '../machine/enrolment.js';
import { answered, blocked, type HookAdapter, type HookAnswer, type HookMessage, MalformedMessage } from './adapter.js';
import { optionalText, pathFrom, sessionOf, text, workingFolder } from './message-fields.js';
import { callOf, type MessageShape } from './message-shape.js';
import { patchRequests, requestsOf, searchRequests, type ToolReading, type ToolTable } from './tool-table.js';

/**
 * GitHub Copilot CLI, by its hooks reference (docs.github.com/copilot/reference/hooks-reference), with events in camelCase, whose messages do not name
 * their event.
 *
 * preToolUse answers `permissionDecision` allow, ask or deny; any exit code but 0 denies, only a hook that is too slow lets the tool run. What a
 * command hook says about a prompt is dropped by the program: prompts are not governed here, so their event is not asked for.
 */
export const copilotCli: HookAdapter = {
  agent: 'copilot-cli',
  events: {
    preToolUse: 'decides',
    postToolUse: 'watches',
    postToolUseFailure: 'watches',
    sessionStart: 'watches',
    sessionEnd: 'watches',
  },
  canAsk: (event, hasTerminal) => event === 'preToolUse' && hasTerminal,
  read: (event, message) => callOf(event, message, MESSAGES),
  answer(event, { effect, sentence }): HookAnswer {
    if (this.events[event] === undefined) return blocked(sentence);
    if (this.events[event] === 'watches' || effect === 'silent') return answered(null);
    return answered({
      permissionDecision: effect === 'reject' ? 'deny' : effect,
      permissionDecisionReason: sentence,
    });
  },
};

const MESSAGES: MessageShape = {
  beforeTool: 'preToolUse',
  sessionStart: 'sessionStart',
  sessionEnd: 'sessionEnd',
  told: (message) => ({ session: sessionOf(message, 'sessionId'), cwd: workingFolder(message) }),
  tool: toolOf,
  content: (message) => ({ input: message['toolArgs'], output: message['toolResult'] ?? message['error'] }),
};

function toolOf(message: HookMessage): { tool: string; requests: ToolRequest[] } {
  const tool = text(message, 'toolName');
  const input = argumentsOf(message['toolArgs']);
  return { tool, requests: requestsOf(TOOLS, tool, input, workingFolder(message)) };
}

/** An object, or its JSON text, as older versions send it; a patch may come as bare text. @throws MalformedMessage */
function argumentsOf(value: unknown): HookMessage {
  if (isObject(value)) return value;
  if (typeof value !== 'string') throw new MalformedMessage('The field "toolArgs" is missing or not an object.');
  try {
    const read: unknown = JSON.parse(value);
    if (isObject(read)) return read;
  } catch {
    // Falls through: no JSON, so the text itself is the argument.
  }
  return { input: value };
}

const shell: ToolReading = (input, cwd) => [{ tool: 'shell', command: text(input, 'command'), cwd }];
const reads: ToolReading = (input, cwd) => [{ tool: 'read', path: pathFrom(cwd, text(input, 'path')), cwd }];
const writes: ToolReading = (input, cwd) => [{ tool: 'write', path: pathFrom(cwd, text(input, 'path')), cwd }];
const searches: ToolReading = (input, cwd) => {
  const start = pathFrom(cwd, optionalText(input, 'path') ?? '.');
  return searchRequests(start, [optionalText(input, 'glob')], cwd);
};
const TOOLS: ToolTable = new Map<string, ToolReading>([
  ['bash', shell],
  ['powershell', shell],
  ['view', reads],
  ['create', writes],
  ['edit', writes],
  ['str_replace_editor', (input, cwd) => (input['command'] === 'view' ? reads(input, cwd) : writes(input, cwd))],
  ['apply_patch', (input, cwd) => patchRequests(optionalText(input, 'input', 'patch') ?? text(input, 'input'), cwd)],
  ['grep', searches],
  ['rg', searches],
  ['glob', (input, cwd) => searches({ ...input, glob: text(input, 'pattern') }, cwd)],
  ['web_fetch', (input) => [{ tool: 'fetch', url: text(input, 'url') }]],
]);
