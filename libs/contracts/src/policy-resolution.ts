import { z } from 'zod';
import { oneOrMore, pattern, PATH_ACCESSES, ruleId } from './policy-rules.js';
import { LAYER_KINDS } from './words.js';

const id = z.string().min(1).max(200);
const moment = z.iso.datetime({ offset: true });

/**
 * An approved exception: what these rules refuse is answered with `effect`, within the bounds, until it expires.
 * Rules of the policy are named by their ids; `builtin/…`, `default/…` and `otherwise/…` are named as in decisions, the latter two only within
 * bounds: without bounds a waiver says nothing about them.
 */
export const waiver = z.strictObject({
  id,
  rules: z
    .array(z.union([ruleId, pattern]))
    .min(1)
    .max(100)
    .describe('Ids of rules; "*" is any text.'),
  effect: z.enum(['allow', 'ask']).describe('The answer in place of a stricter one.'),
  /** Whom it is for; the merge leaves out those that are for others. */
  subject: z.strictObject({ kind: z.enum(['org', 'group', 'project', 'user']), id }),
  /** Only what lies within all bounds that are given is excepted. */
  bounds: z
    .strictObject({
      programs: oneOrMore.optional(),
      arguments: z.array(pattern).max(100).optional(),
      paths: oneOrMore.optional(),
      access: z.array(z.enum(PATH_ACCESSES)).min(1).optional(),
      hosts: oneOrMore.optional(),
      servers: oneOrMore.optional(),
      tools: oneOrMore.optional(),
      models: oneOrMore.optional(),
    })
    .optional(),
  from: moment.optional(),
  expires: moment,
  reason: z.string().max(500).optional(),
  approvedBy: id.optional(),
});
export type Waiver = z.output<typeof waiver>;

/** Where each part of a merged policy comes from. Written by the merge, never by an author. */
export const resolution = z.strictObject({
  layers: z
    .array(z.strictObject({ kind: z.enum(LAYER_KINDS), id, name: z.string().max(200).optional() }))
    .min(1)
    .max(200),
  /** For each rule of a section, the place of its layer in `layers`. */
  rules: z.record(z.string(), z.array(z.int().nonnegative())),
  /** For each value that a layer wrote, such as `defaults.high`, its layer. */
  values: z.record(z.string(), z.int().nonnegative()),
  /** What is locked, and the first layer that locked it. */
  locks: z.array(z.strictObject({ what: z.string().max(200), layer: z.int().nonnegative() })).max(2_000),
  /** What a lower layer wanted and was not given. */
  refused: z
    .array(z.strictObject({ what: z.string().max(300), layer: z.int().nonnegative(), lockedBy: z.int().nonnegative() }))
    .max(10_000),
  waivers: z.array(waiver).max(500),
});
export type Resolution = z.output<typeof resolution>;
