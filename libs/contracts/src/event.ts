import { z } from 'zod';
import { CODING_AGENTS, EFFECTS, MACHINE_EVENT_KINDS, RISKS, TOOL_KINDS } from './words.js';

const short = z.string().max(200);

/** One event as the machine program spools it, before it becomes a LogRecord. */
export const machineEvent = z.strictObject({
  /** UUIDv7, made on the machine: the key under which the event arrives exactly once. */
  id: z.uuid(),
  kind: z.enum(MACHINE_EVENT_KINDS),
  /** RFC 3339, UTC, milliseconds: the machine's clock. */
  at: z.iso.datetime({ precision: 3 }),
  session: short.optional(),
  agent: z.enum(CODING_AGENTS).optional(),
  agentVersion: short.optional(),
  toolKind: z.enum(TOOL_KINDS).optional(),
  /** The name that the agent itself gives the tool: `Bash`, `run_shell_command`, `mcp__github__create_issue`. */
  tool: short.optional(),
  decision: z
    .strictObject({
      effect: z.enum(EFFECTS),
      wouldBe: z.enum(EFFECTS),
      mode: z.enum(['enforce', 'monitor']),
      risk: z.enum(RISKS),
      rules: z.array(short).max(100),
      /** A sentence about rules and effects that quotes no content: it is stored in the clear. */
      reason: z.string().max(1_000),
    })
    .optional(),
  policyVersion: z.int().nonnegative().optional(),
  /** What is encrypted at rest: command, cwd, path, url, arguments, prompt, output. */
  content: z.record(z.string().max(100), z.unknown()).optional(),
});
export type MachineEvent = z.infer<typeof machineEvent>;
