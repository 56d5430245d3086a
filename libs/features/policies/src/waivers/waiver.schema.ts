import { z } from 'zod';
import { waiver as policyWaiver } from '#contracts';
import { pageOf, pageQuery, textField } from '#platform/http';
import { stateOf, SUBJECT_KINDS, type WaiverId } from './waiver.js';
import type { ListedWaiver, WaiverRequest } from './waiver.service.js';

const bounds = policyWaiver.shape.bounds.unwrap();
const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

export const waiverBody = z.strictObject({
  subject: z.strictObject({ kind: z.enum(SUBJECT_KINDS), id: z.uuid() }).describe('For whom; for the org, its own id'),
  rules: policyWaiver.shape.rules,
  effect: policyWaiver.shape.effect,
  bounds: bounds.optional().describe('Only what lies within all of them is excepted'),
  reason: textField(500).min(1, 'Say what you need it for.'),
  startsAt: moment.optional().describe('Without it, from the approval on'),
  expiresAt: moment,
});
export type WaiverBody = z.infer<typeof waiverBody>;

export const toWaiverRequest = ({ bounds: within, startsAt, ...body }: WaiverBody): WaiverRequest => ({
  ...body,
  bounds: within ?? null,
  startsAt: startsAt ?? null,
});

export const waiverDecisionBody = z.strictObject({
  decision: z.enum(['approved', 'denied']),
  reason: textField(1_000).default(''),
});
export type WaiverDecisionBody = z.infer<typeof waiverDecisionBody>;

export const waiverEndBody = z.strictObject({ reason: textField(1_000).min(1) });
export type WaiverEndBody = z.infer<typeof waiverEndBody>;

export const waiverRuleView = z.strictObject({ maxDays: z.int().min(1).max(365) });
export type WaiverRuleView = z.infer<typeof waiverRuleView>;

export const waiverParams = z.strictObject({ id: z.uuid().transform((id) => id as WaiverId) });
export type WaiverParams = z.infer<typeof waiverParams>;

export const waiverQuery = z.strictObject({
  ...pageQuery,
  cursor: z.uuid().optional(),
  show: z.enum(['pending', 'running', 'over', 'all']).default('all'),
});
export type WaiverQuery = z.infer<typeof waiverQuery>;

const who = z.object({ id: z.uuid(), label: z.string() });

export const waiverView = z.object({
  id: z.uuid(),
  state: z.enum(['pending', 'lapsed', 'withdrawn', 'denied', 'scheduled', 'active', 'ended', 'expired']),
  subject: z.object({ kind: z.enum(SUBJECT_KINDS), id: z.uuid(), label: z.string() }),
  rules: z.array(z.string()),
  effect: z.enum(['allow', 'ask']),
  bounds: z.record(z.string(), z.union([z.string(), z.array(z.string())])).nullable(),
  reason: z.string(),
  startsAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime(),
  requester: who,
  requestedAt: z.iso.datetime(),
  decidedBy: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  decisionReason: z.string().nullable(),
  endedAt: z.iso.datetime().nullable(),
  mayDecide: z.boolean().describe('Whether it is open, and neither your own request nor for you'),
  notes: z.array(z.string()).describe('What whoever decides should know of the rules that it names'),
});
export type WaiverView = z.infer<typeof waiverView>;
export const waiverPage = pageOf(waiverView);
export const createdWaiverView = z.object({ id: z.uuid() });

const boundsOf = (given: object): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string | string[]] => entry[1] !== undefined),
  );

export const toWaiverView = (listed: ListedWaiver, now: Date): WaiverView => ({
  id: listed.id,
  state: stateOf(listed, now),
  subject: { ...listed.subject },
  rules: [...listed.rules],
  effect: listed.effect,
  bounds: listed.bounds ? boundsOf(listed.bounds) : null,
  reason: listed.reason,
  startsAt: listed.startsAt?.toISOString() ?? null,
  expiresAt: listed.expiresAt.toISOString(),
  requester: { ...listed.requester },
  requestedAt: listed.requestedAt.toISOString(),
  decidedBy: listed.decider?.label ?? null,
  decidedAt: listed.decidedAt?.toISOString() ?? null,
  decisionReason: listed.decisionReason,
  endedAt: listed.endedAt?.toISOString() ?? null,
  mayDecide: listed.mayDecide,
  notes: [...listed.notes],
});
