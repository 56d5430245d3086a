import type { ToolRequest } from '#engines/policy';
import type { HookMessage } from './adapter.js';
import { filesOfPatch } from './apply-patch.js';
import { fixedPartOf, pathFrom } from './message-fields.js';

/** What one of an agent's tools would touch, by the arguments that it is called with. @throws MalformedMessage */
export type ToolReading = (input: HookMessage, cwd: string) => ToolRequest[];

/** The tools of one agent by their names. */
export type ToolTable = ReadonlyMap<string, ToolReading>;

/** What the tool would touch; one that the table does not know is judged by its name. @throws MalformedMessage */
export const requestsOf = (tools: ToolTable, tool: string, input: HookMessage, cwd: string): ToolRequest[] =>
  tools.get(tool)?.(input, cwd) ?? [{ tool: 'other', name: tool, input }];

/** A search reads the folder that it starts from; its globs may lead elsewhere. */
export function searchRequests(start: string, globs: readonly (string | undefined)[], cwd: string): ToolRequest[] {
  const read = new Set([start, ...globs.map((glob) => pathFrom(start, fixedPartOf(glob ?? '.')))]);
  return [...read].map((path) => ({ tool: 'read', path, cwd }));
}

/** Every file that a patch adds, changes, moves or deletes. */
export const patchRequests = (patch: string, cwd: string): ToolRequest[] =>
  filesOfPatch(patch).map(({ change, path }) => ({ tool: change, path: pathFrom(cwd, path), cwd }));
