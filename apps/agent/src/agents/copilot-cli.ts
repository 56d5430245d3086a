import type { ToolRequest } from '#engines/policy';
import { isObject } from '../machine/enrolment.js';
import {
  answered,
  blocked,
  type HookAdapter,
  type HookAnswer,
  type HookCall,
  type HookMessage,
  MalformedMessage,
} from './adapter.js';
import { filesOfPatch } from './apply-patch.js';
import { fixedPartOf, optionalText, pathFrom, text, workingFolder } from './message-fields.js';
import { kindOf } from './tool-kind.js';

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
  read(event, message): HookCall {
    const told = {
      session: optionalText(message, 'sessionId')?.slice(0, LONGEST_SESSION),
      cwd: workingFolder(message),
    };
    switch (event) {
      case 'sessionStart':
      case 'sessionEnd':
        return { ...told, kind: 'session', phase: event === 'sessionStart' ? 'started' : 'ended' };
      case 'preToolUse':
        return { ...told, kind: 'tool', ...toolOf(message) };
      default: {
        const { tool, requests } = toolOf(message);
        const content = { input: message['toolArgs'], output: message['toolResult'] ?? message['error'] };
        return { ...told, kind: 'result', tool, toolKind: kindOf(requests), content };
      }
    }
  },
  answer(event, { effect, sentence }): HookAnswer {
    if (this.events[event] === undefined) return blocked(sentence);
    if (this.events[event] === 'watches' || effect === 'silent') return answered(null);
    return answered({
      permissionDecision: effect === 'reject' ? 'deny' : effect,
      permissionDecisionReason: sentence,
    });
  },
};

const LONGEST_SESSION = 200;

function toolOf(message: HookMessage): { tool: string; requests: ToolRequest[] } {
  const tool = text(message, 'toolName');
  const input = argumentsOf(message['toolArgs']);
  return { tool, requests: TOOLS.get(tool)?.(input, workingFolder(message)) ?? [{ tool: 'other', name: tool, input }] };
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

type Reading = (input: HookMessage, cwd: string) => ToolRequest[];

const shell: Reading = (input, cwd) => [{ tool: 'shell', command: text(input, 'command'), cwd }];
const reads: Reading = (input, cwd) => [{ tool: 'read', path: pathFrom(cwd, text(input, 'path')), cwd }];
const writes: Reading = (input, cwd) => [{ tool: 'write', path: pathFrom(cwd, text(input, 'path')), cwd }];
const searches: Reading = (input, cwd) => {
  const start = pathFrom(cwd, optionalText(input, 'path') ?? '.');
  const found = new Set([start, pathFrom(start, fixedPartOf(optionalText(input, 'glob') ?? '.'))]);
  return [...found].map((path) => ({ tool: 'read', path, cwd }));
};
const TOOLS: ReadonlyMap<string, Reading> = new Map<string, Reading>([
  ['bash', shell],
  ['powershell', shell],
  ['view', reads],
  ['create', writes],
  ['edit', writes],
  ['str_replace_editor', (input, cwd) => (input['command'] === 'view' ? reads(input, cwd) : writes(input, cwd))],
  [
    'apply_patch',
    (input, cwd) =>
      filesOfPatch(optionalText(input, 'input', 'patch') ?? text(input, 'input')).map(({ change, path }) => ({
        tool: change,
        path: pathFrom(cwd, path),
        cwd,
      })),
  ],
  ['grep', searches],
  ['rg', searches],
  ['glob', (input, cwd) => searches({ ...input, glob: text(input, 'pattern') }, cwd)],
  ['web_fetch', (input) => [{ tool: 'fetch', url: text(input, 'url') }]],
]);
