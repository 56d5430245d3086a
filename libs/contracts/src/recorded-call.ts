import { z } from 'zod';

const cwd = z.string();
/** A tool call in the neutral form in which machines keep it. */
const request = z.discriminatedUnion('tool', [
  z.object({ tool: z.literal('shell'), command: z.string(), cwd }),
  z.object({ tool: z.enum(['read', 'write', 'delete']), path: z.string(), cwd }),
  z.object({ tool: z.literal('fetch'), url: z.string(), method: z.string().exactOptional() }),
  z.object({
    tool: z.literal('mcp'),
    server: z.string(),
    name: z.string(),
    arguments: z.unknown(),
    origin: z.object({ url: z.string().exactOptional(), command: z.string().exactOptional() }).exactOptional(),
  }),
  z.object({ tool: z.literal('prompt'), text: z.string() }),
  z.object({ tool: z.literal('model'), provider: z.string(), model: z.string() }),
  z.object({ tool: z.literal('other'), name: z.string(), input: z.unknown() }),
]);
/** The content of a `tool.decision` and of a `prompt.decision`: what was asked, and where. Machines may say more. */
export const recordedCall = z.object({
  requests: z.array(request).min(1).max(100),
  workspace: z.string().startsWith('/'),
});
