import { z } from 'zod';

/** The coding agents that Castellan governs, by the names used on the wire, in policies and in the console. */
export const CODING_AGENTS = [
  'claude-code',
  'codex',
  'gemini-cli',
  'factory-droid',
  'cursor',
  'copilot-cli',
  'opencode',
] as const;
export type CodingAgent = (typeof CODING_AGENTS)[number];

export const EFFECTS = ['allow', 'ask', 'reject'] as const;
export type Effect = (typeof EFFECTS)[number];

export const RISKS = ['low', 'medium', 'high'] as const;
export type Risk = (typeof RISKS)[number];

export const TOOL_KINDS = ['shell', 'read', 'write', 'delete', 'fetch', 'mcp', 'prompt', 'other'] as const;
export type ToolKind = (typeof TOOL_KINDS)[number];

/** What a machine reports. Admin actions stand in the same ledger under `admin.` kinds, written by the server itself. */
export const MACHINE_EVENT_KINDS = [
  'tool.decision',
  'tool.result',
  'prompt.decision',
  'session.started',
  'session.ended',
  'machine.policy_refused',
  'machine.policy_applied',
  'machine.events_lost',
] as const;
export type MachineEventKind = (typeof MACHINE_EVENT_KINDS)[number];

/**
 * The attributes of the OTLP LogRecord that carries one event. The record's `eventName` is the kind, its `timeUnixNano`
 * the moment on the machine, its body the content: what must be encrypted (command text, paths, prompts), as a JSON string.
 */
export const EVENT_ATTRIBUTES = {
  id: 'castellan.event.id',
  session: 'session.id',
  agent: 'castellan.agent.name',
  agentVersion: 'castellan.agent.version',
  toolKind: 'castellan.tool.kind',
  tool: 'castellan.tool.name',
  effect: 'castellan.decision.effect',
  wouldBe: 'castellan.decision.would_be',
  mode: 'castellan.decision.mode',
  risk: 'castellan.decision.risk',
  rules: 'castellan.decision.rules',
  reason: 'castellan.decision.reason',
  policyVersion: 'castellan.policy.version',
} as const;

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
