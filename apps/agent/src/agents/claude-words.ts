import type { ToolRequest } from '#engines/policy';
import type { HookMessage } from './adapter.js';
import { mcpName, object, sessionOf, text, workingFolder } from './message-fields.js';
import type { MessageShape } from './message-shape.js';
import { requestsOf, type ToolTable } from './tool-table.js';

/** What Claude Code calls its events and where they say who speaks, which Codex CLI and Factory Droid have taken over. */
export const CLAUDE_WORDS = {
  prompt: 'UserPromptSubmit',
  beforeTool: 'PreToolUse',
  sessionStart: 'SessionStart',
  sessionEnd: 'SessionEnd',
  told: (message: HookMessage) => ({ session: sessionOf(message, 'session_id'), cwd: workingFolder(message) }),
} as const satisfies Partial<MessageShape>;

/** The tool of such a message, one of an MCP server by its joined name, and what it would touch. @throws MalformedMessage */
export function namedTool(message: HookMessage, tools: ToolTable): { tool: string; requests: ToolRequest[] } {
  const tool = text(message, 'tool_name');
  const input = object(message, 'tool_input');
  const mcp = mcpName(tool);
  if (mcp) return { tool, requests: [{ tool: 'mcp', ...mcp, arguments: input }] };
  return { tool, requests: requestsOf(tools, tool, input, workingFolder(message)) };
}
