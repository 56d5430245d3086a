import type { ToolRequest } from '#engines/policy';
import { answered, blocked, type HookAdapter, type HookAnswer, type HookCall, type HookMessage } from './adapter.js';
import { CLAUDE_WORDS } from './claude-words.js';
import { expectEvent, mcpName, object, optionalText, pathFrom, text, workingFolder } from './message-fields.js';
import { callOf, type MessageShape } from './message-shape.js';
import { patchRequests } from './tool-table.js';

/**
 * Codex CLI, by its hooks reference (developers.openai.com/codex/hooks), checked with 0.169.0.
 *
 * A hook can only deny. `permissionDecision` allow or ask makes the hook a failed one, and a failed hook blocks nothing: so what the
 * policy allows is answered with silence (Codex's own approvals go on), and it cannot ask. Exit code 2 with a reason on stderr blocks; any other code lets the tool run, and there is no switch against that.
 */
export const codex: HookAdapter = {
  agent: 'codex',
  events: {
    PreToolUse: 'decides',
    UserPromptSubmit: 'decides',
    PostToolUse: 'watches',
    SessionStart: 'watches',
    SessionEnd: 'watches',
  },
  canAsk: () => false,
  read(event, message): HookCall {
    expectEvent(message, event);
    return callOf(event, message, MESSAGES);
  },
  answer(event, verdict): HookAnswer {
    if (this.events[event] === undefined) return blocked(verdict.sentence);
    if (this.events[event] === 'watches' || verdict.effect === 'allow' || verdict.effect === 'silent')
      return answered(null);
    if (event === 'UserPromptSubmit') return answered({ decision: 'block', reason: verdict.sentence });
    return answered({
      hookSpecificOutput: {
        hookEventName: event,
        permissionDecision: 'deny',
        permissionDecisionReason: verdict.sentence,
      },
    });
  },
};

const MESSAGES: MessageShape = {
  ...CLAUDE_WORDS,
  tool: toolOf,
  content: (message) => ({ input: message['tool_input'], output: message['tool_response'] }),
};

function toolOf(message: HookMessage): { tool: string; requests: ToolRequest[] } {
  const tool = text(message, 'tool_name');
  const cwd = workingFolder(message);
  const mcp = mcpName(tool);
  if (mcp) return { tool, requests: [{ tool: 'mcp', ...mcp, arguments: message['tool_input'] }] };
  switch (tool) {
    case 'Bash': {
      const input = object(message, 'tool_input');
      const folder = pathFrom(cwd, optionalText(input, 'workdir') ?? '.');
      return { tool, requests: [{ tool: 'shell', command: commandOf(input), cwd: folder }] };
    }
    case 'apply_patch':
      return { tool, requests: patchOf(object(message, 'tool_input'), cwd) };
    default:
      return { tool, requests: [{ tool: 'other', name: tool, input: message['tool_input'] }] };
  }
}

/** The command line, or a list of words as `execve` takes them: those are quoted, so that the parser sees the same words. */
function commandOf(input: HookMessage): string {
  const command = input['command'];
  if (Array.isArray(command) && command.length > 0 && command.every((word) => typeof word === 'string')) {
    return command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  }
  return text(input, 'command');
}

function patchOf(input: HookMessage, cwd: string): ToolRequest[] {
  const patch = optionalText(input, 'command', 'input', 'patch') ?? text(input, 'command');
  return patchRequests(patch, cwd);
}
