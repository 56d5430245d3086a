import { z } from 'zod';
import { pattern } from './policy-rules.js';
import { AUTONOMY_LEVELS, CONTENT_LEVELS, EFFECTS, ISOLATIONS, SECRET_ACTIONS } from './words.js';

const effect = z.enum(EFFECTS);
/** May be empty: what layers agree upon may be nothing. */
const list = z.array(pattern).max(5_000);

/** What happens where no rule says anything, by risk. */
export const defaults = z.strictObject({
  low: effect.default('allow'),
  medium: effect.default('ask'),
  high: effect.default('reject'),
});

/** What happens where no rule of a section says anything, in place of the answer by risk: how a list of what is allowed closes. */
export const otherwise = z.strictObject({
  commands: effect.optional().describe('For programs that no command rule names.'),
  network: effect.optional().describe('For hosts that no network rule names.'),
  tools: effect.optional().describe('For tools that no tool rule names.'),
  servers: effect.optional().describe('For MCP servers that no server rule names.'),
  models: effect.optional().describe('For models that no model rule names.'),
});

const fileProtection = z.strictObject({
  effect: effect.optional().describe('Without it, the answer to high risk.'),
  add: list.optional().describe('More files that are protected so.'),
  except: list.optional().describe('Files that are not, though Castellan’s own list names them.'),
});

/** The protections that hold without a rule. */
export const protections = z.strictObject({
  workspace: z
    .strictObject({
      effect: effect
        .optional()
        .describe('To writing and deleting outside the workspace; without it, the answer to high risk.'),
    })
    .optional(),
  secretFiles: fileProtection.optional().describe('Files that hold credentials: reading, writing, deleting.'),
  protectedFiles: fileProtection
    .optional()
    .describe('Files that run later or say what may run: start-up files, git hooks, CI, the agents’ own settings.'),
  hiddenCharacters: effect.optional().describe('To text with characters that a reader does not see.'),
});

/** Secrets found in text. `redact` replaces the secret and lets the rest through; where the agent cannot, it rejects. */
export const secrets = z.strictObject({
  commands: z.enum(SECRET_ACTIONS).optional(),
  prompts: z.enum(SECRET_ACTIONS).optional(),
  results: z.enum(SECRET_ACTIONS).optional(),
  ignore: list.optional().describe('Kinds of secrets that do not count: "jwt", "generic-*".'),
});

/** What a person may tell the agent, and what tools may tell it. */
export const prompts = z.strictObject({
  maxCharacters: z.int().min(1).max(10_000_000).optional(),
  oversize: effect.optional().describe('To a prompt that is longer; without it, reject.'),
  injection: z
    .strictObject({
      prompts: effect.optional(),
      results: effect.optional(),
      threshold: z.enum(['low', 'medium', 'high']).optional().describe('From which suspicion; without it, medium.'),
    })
    .optional()
    .describe('Text that tries to give the agent orders in somebody else’s name.'),
});

export const session = z.strictObject({
  isolation: z.enum(ISOLATIONS).optional().describe('At least this: none, sandbox, container, vm.'),
  maxMinutes: z.int().min(1).max(100_000).optional(),
  effect: effect.optional().describe('To a session that is not so; without it, reject.'),
});

export const autonomy = z.strictObject({
  max: z.enum(AUTONOMY_LEVELS).describe('The most that an agent may do without a question: off, low, medium, high.'),
  effect: effect.optional().describe('To an agent that runs with more; without it, reject.'),
});

export const telemetry = z.strictObject({
  content: z
    .enum(CONTENT_LEVELS)
    .optional()
    .describe('What leaves the machine beside metadata: "full" content, "redacted" content, or "none".'),
});

/** What a machine does that has not reached Castellan for longer than the grace. */
export const offline = z.strictObject({
  mode: z.enum(['ask', 'reject']).default('reject'),
  graceSeconds: z
    .int()
    .min(0)
    .max(30 * 86_400)
    .default(86_400),
});
