import { z } from 'zod';
import { ruleId } from './policy-rules.js';
import { AUTONOMY_LEVELS, CODING_AGENTS, EFFECTS, ISOLATIONS } from './words.js';

const text = z.string().max(10_000);
const place = z.string().min(1).max(1_000);
const scalar = z.union([text, z.number(), z.boolean(), z.null()]);
const members = z.union([scalar, z.array(scalar).max(100), z.record(z.string().max(200), scalar)]);
/** A value of JSON, two steps deep: a test needs no more. */
const given = z.union([members, z.array(members).max(100), z.record(z.string().max(200), members)], {
  error: 'A value of JSON stands here, lists and groups at most two deep.',
});

/** What a test asks about: exactly one of these. */
const asked = {
  command: text.optional(),
  read: place.optional(),
  write: place.optional(),
  delete: place.optional(),
  fetch: place.optional().describe('An address; method beside it.'),
  mcp: z
    .strictObject({
      server: z.string().max(200).describe('"" for a tool of the agent itself.'),
      tool: z.string().max(200),
      arguments: z.record(z.string().max(200), given).optional(),
      url: place.optional(),
      command: place.optional(),
    })
    .optional(),
  prompt: text.optional(),
  result: text.optional().describe('What a tool answered.'),
  model: z.strictObject({ provider: z.string().max(200), model: z.string().max(200) }).optional(),
  session: z
    .strictObject({
      isolation: z.enum(ISOLATIONS).optional(),
      autonomy: z.enum(AUTONOMY_LEVELS).optional(),
      minutes: z.number().min(0).optional(),
    })
    .optional()
    .describe('A session that begins so.'),
};
export const TEST_SUBJECTS = Object.keys(asked) as readonly (keyof typeof asked)[];

/** A case that the policy must decide so, or it is not published. Workspace /home/dev/app, home /home/dev, Linux. */
export const policyTest = z
  .strictObject({
    ...asked,
    name: z.string().max(200).optional(),
    expect: z.enum(EFFECTS).describe('The answer, as if nothing were in monitor mode.'),
    rule: ruleId
      .optional()
      .describe('The rule that must be among those that decide; also "default/medium" and the like.'),
    method: z.string().max(20).optional(),
    agent: z.enum(CODING_AGENTS).optional(),
    cwd: place.optional().describe('The working folder; without it, the workspace.'),
    at: z.iso.datetime({ offset: true }).optional().describe('When; without it, now.'),
  })
  .refine((test) => TEST_SUBJECTS.filter((subject) => test[subject] !== undefined).length === 1, {
    message: `A test asks about exactly one of: ${TEST_SUBJECTS.join(', ')}.`,
  });
export type PolicyTest = z.output<typeof policyTest>;
