import { TOOL_KINDS, type ToolKind } from '#contracts';
import type { ToolRequest } from '#engines/policy';

/** The kind by which a tool call is searched later: that of its first request. */
export const kindOf = (requests: readonly ToolRequest[]): ToolKind =>
  TOOL_KINDS.find((kind) => kind === requests[0]?.tool) ?? 'other';
