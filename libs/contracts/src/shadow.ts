import { z } from 'zod';
import { CODING_AGENTS, EFFECTS } from './words.js';

/**
 * A draft that a machine asks beside the policy that it obeys. It binds nothing. It travels in a statement of its own, so that a machine
 * program that knows none of this goes on obeying its bundle, and a hook never reads it. Unknown fields are passed over.
 */
export const shadow = z.object({
  schema: z.literal('castellan.shadow/v1'),
  orgId: z.uuid(),
  /** Of the run: counts are reported under it. */
  id: z.uuid(),
  /** SHA-256 of the canonical policy document, hex. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  /** Calls are compared that were made from then. */
  from: z.iso.datetime({ precision: 3 }),
  /** After this the machine forgets it. */
  until: z.iso.datetime({ precision: 3 }),
  /** The draft, resolved as the bundle's policy is. */
  policy: z.record(z.string(), z.unknown()),
});
export type Shadow = z.infer<typeof shadow>;

/** A run takes 30 days at most, and may begin and end within an hour. */
export const MOST_SHADOW_HOURS = 24 * 30 + 1;
/** Ways of differing that one report tells apart; the rest is summed under `OTHER_RULES`. */
export const MOST_SHADOW_DIFFERENCES = 200;
/** Rules named on each side of a difference. */
export const MOST_SHADOW_RULES = 3;
/** Stands in the place of rules where there are more ways of differing than are told apart. */
export const OTHER_RULES: readonly string[] = ['other'];

const count = z.int().nonnegative().max(1_000_000_000);
/** The ids of rules, as a policy writes them, or as the engine names what holds anyway. Nothing else of a call leaves a machine. */
const ruleIds = z.array(z.string().regex(/^[a-z0-9][a-z0-9._/-]{0,119}$/)).max(MOST_SHADOW_RULES);

export const shadowHour = z.strictObject({
  /** The full hour, in UTC, in which the calls were made. */
  hour: z.iso.datetime(),
  compared: count,
  /** Calls that the draft would have answered more strictly, or more mildly, than the policy in force. */
  stricter: count,
  milder: count,
  /** Calls that could not be compared. */
  skipped: count,
});
export type ShadowHour = z.infer<typeof shadowHour>;

export const shadowDifference = z.strictObject({
  agent: z.enum(CODING_AGENTS),
  live: z.enum(EFFECTS),
  shadow: z.enum(EFFECTS),
  liveRules: ruleIds,
  shadowRules: ruleIds,
  calls: count.min(1),
});
export type ShadowDifference = z.infer<typeof shadowDifference>;

/** What a machine tells of a draft in shadow: counts and the ids of rules, and nothing else. */
export const shadowReport = z.strictObject({
  shadow: z.uuid(),
  /** Of the machine's count: a machine that lost its state begins another. */
  stream: z.uuid(),
  /** Grows by one with each report of a stream. One that comes again, because its answer was lost, is not counted again. */
  sequence: z.int().positive(),
  hours: z.array(shadowHour).min(1).max(MOST_SHADOW_HOURS),
  differences: z.array(shadowDifference).max(MOST_SHADOW_DIFFERENCES * 2),
});
export type ShadowReport = z.infer<typeof shadowReport>;
