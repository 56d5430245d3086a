import { z } from 'zod';
import { resolution } from './policy-resolution.js';
import { commandRule, modelRule, MOST_RULES, networkRule, pathRule, serverRule, toolRule } from './policy-rules.js';
import {
  autonomy,
  defaults,
  offline,
  otherwise,
  prompts,
  protections,
  secrets,
  session,
  telemetry,
} from './policy-settings.js';
import { policyTest } from './policy-tests.js';
import { SETTINGS } from './words.js';

/** Of one section, from all layers together. */
const MOST_MERGED_RULES = 10_000;

const lock = z
  .string()
  .max(200)
  .refine(
    (what) =>
      what === '*' ||
      /^rules\/[a-z0-9*?][a-z0-9._/*?-]*$/.test(what) ||
      SETTINGS.some((setting) => setting === what || setting.startsWith(`${what}.`)),
    'A lock names a setting ("defaults.high"), all below it ("defaults"), rules by id ("rules/release/*"), or everything ("*").',
  );

/** A policy as its author writes it, schema version 1. Sections that are left out say nothing. */
export const authoredPolicy = z.strictObject({
  version: z.literal(1),
  name: z.string().max(120).optional(),
  description: z.string().max(2_000).optional(),
  defaults: defaults.prefault({}).describe('What happens where no rule says anything, by risk.'),
  mode: z
    .enum(['enforce', 'monitor'])
    .default('enforce')
    .describe('"monitor": the whole policy records what it would have done, and does nothing.'),
  otherwise: otherwise
    .optional()
    .describe('What happens where no rule of a section says anything, in place of the answer by risk.'),
  commands: z.array(commandRule).max(MOST_RULES).default([]),
  paths: z.array(pathRule).max(MOST_RULES).default([]),
  network: z.array(networkRule).max(MOST_RULES).default([]),
  tools: z.array(toolRule).max(MOST_RULES).default([]),
  servers: z.array(serverRule).max(MOST_RULES).optional().describe('MCP servers, by what they are.'),
  models: z.array(modelRule).max(MOST_RULES).optional().describe('Models and who offers them.'),
  protections: protections.optional().describe('The protections that hold without a rule.'),
  secrets: secrets.optional().describe('What happens to secrets found in commands, prompts and tool results.'),
  prompts: prompts.optional(),
  session: session.optional().describe('What a session must be like.'),
  autonomy: autonomy.optional(),
  telemetry: telemetry.optional(),
  offline: offline
    .prefault({})
    .describe('What a machine does that has not reached Castellan for longer than the grace.'),
  locks: z.array(lock).max(500).optional().describe('What the layers below may tighten but not loosen.'),
  tests: z
    .array(policyTest)
    .max(1_000)
    .optional()
    .describe('Cases that must be decided so before the policy is published.'),
  contact: z.string().max(200).optional().describe('Whom a developer may ask; told with every refusal.'),
});

/** The policy document, schema version 1: as written, or as merged from several. */
export const policyDocument = authoredPolicy.extend({
  commands: z.array(commandRule).max(MOST_MERGED_RULES).default([]),
  paths: z.array(pathRule).max(MOST_MERGED_RULES).default([]),
  network: z.array(networkRule).max(MOST_MERGED_RULES).default([]),
  tools: z.array(toolRule).max(MOST_MERGED_RULES).default([]),
  servers: z.array(serverRule).max(MOST_MERGED_RULES).optional(),
  models: z.array(modelRule).max(MOST_MERGED_RULES).optional(),
  resolution: resolution.optional(),
});

/** A policy with every default filled in. */
export type PolicyDocument = z.output<typeof policyDocument>;

/** A policy as written: what it does not say is not there. What the merge of layers takes. */
export type WrittenPolicy = z.input<typeof authoredPolicy>;

/** The JSON Schema (draft 2020-12) of what an author writes, for editors and for other people's tools. */
export const policyJsonSchema = (): Record<string, unknown> => z.toJSONSchema(authoredPolicy, { io: 'input' });
