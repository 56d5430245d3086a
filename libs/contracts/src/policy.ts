import { z } from 'zod';
import { EFFECTS } from './words.js';

const MOST_RULES = 2_000;
const pattern = z.string().min(1).max(500);
const patterns = z.array(pattern).min(1).max(500);

/** What every rule says beside what it matches. */
const rule = {
  /** Stays the same for as long as the rule means the same: evidence names it. */
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._/-]{0,99}$/, 'Use lower-case letters, digits, ".", "_", "/" and "-", up to 100.'),
  effect: z.enum(EFFECTS),
  /** `monitor` records what the rule would have done, and does nothing. */
  mode: z.enum(['enforce', 'monitor']).default('enforce'),
  /** For the developer: why, and what to do instead. */
  reason: z.string().max(500).optional(),
  severity: z.enum(['low', 'medium', 'high']).optional(),
  /** From this moment the rule says nothing. */
  expires: z.iso.datetime({ offset: true }).optional(),
};

/** A simple command, after parsing: the program's name without its folder, and every argument. */
export const commandRule = z.strictObject({
  ...rule,
  /** Names of programs; `*` and `?` as in a shell. */
  program: z.union([pattern, patterns]),
  /** Each of these must match one of the arguments. */
  arguments: patterns.optional(),
});

/** A file that would be read, written or deleted. `**` crosses folders, `*` does not; `~/` is the home, a relative pattern the workspace. */
export const pathRule = z.strictObject({
  ...rule,
  access: z
    .array(z.enum(['read', 'write', 'delete']))
    .min(1)
    .default(['read', 'write', 'delete']),
  match: patterns,
});

/** A host that would be reached: a name, `*.name` for all below it, an address or a network in CIDR. */
export const networkRule = z.strictObject({
  ...rule,
  hosts: patterns,
  ports: z.array(z.int().min(1).max(65_535)).max(100).optional(),
});

/** A tool of an MCP server, or any tool of an agent that is none of the above (server `*`). */
export const toolRule = z.strictObject({ ...rule, server: pattern.default('*'), tool: pattern.default('*') });

/** The policy document, schema version 1. */
export const policyDocument = z.strictObject({
  version: z.literal(1),
  name: z.string().max(120).optional(),
  /** What happens where no rule says anything, by risk. */
  defaults: z
    .strictObject({
      low: z.enum(EFFECTS).default('allow'),
      medium: z.enum(EFFECTS).default('ask'),
      high: z.enum(EFFECTS).default('reject'),
    })
    .prefault({}),
  /** `monitor`: the whole policy records what it would have done, and does nothing. */
  mode: z.enum(['enforce', 'monitor']).default('enforce'),
  commands: z.array(commandRule).max(MOST_RULES).default([]),
  paths: z.array(pathRule).max(MOST_RULES).default([]),
  network: z.array(networkRule).max(MOST_RULES).default([]),
  tools: z.array(toolRule).max(MOST_RULES).default([]),
  /** What a machine does that has not reached Castellan for longer than the grace. */
  offline: z
    .strictObject({
      mode: z.enum(['ask', 'reject']).default('reject'),
      graceSeconds: z
        .int()
        .min(0)
        .max(30 * 86_400)
        .default(86_400),
    })
    .prefault({}),
  /** Whom a developer may ask; told with every refusal. */
  contact: z.string().max(200).optional(),
});

/** A policy with every default filled in. */
export type PolicyDocument = z.output<typeof policyDocument>;

/** The document's JSON Schema (draft 2020-12), for editors and for other people's tools. */
export const policyJsonSchema = (): Record<string, unknown> => z.toJSONSchema(policyDocument, { io: 'input' });
