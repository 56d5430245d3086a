import { z } from 'zod';
import { CODING_AGENTS, EFFECTS, type ShadowReport, shadowReport } from '#contracts';
import type { DraftId } from '../drafts/draft.js';
import { type ShadowId, shadowStateOf, type ShadowSummary } from './shadow.js';
import type { CountedShadow } from './shadow-result.service.js';

export const shadowParams = z.strictObject({ id: z.uuid().transform((id) => id as ShadowId) });
export type ShadowParams = z.infer<typeof shadowParams>;

export const startBody = z.strictObject({
  draftId: z.uuid().transform((id) => id as DraftId),
  revision: z.int().min(1).describe('The revision that you have read'),
  hours: z
    .int()
    .min(1)
    .max(24 * 30)
    .describe('How long machines watch it: an hour to 30 days'),
  share: z.int().min(1).max(100).default(100).describe('Percent of the machines'),
  groupId: z.uuid().nullable().default(null).describe('Only machines of people in this group'),
});
export type StartBody = z.infer<typeof startBody>;

export { shadowReport as reportBody, type ShadowReport as ReportBody };

export const shadowSummaryView = z.object({
  id: z.uuid(),
  draft: z.object({ id: z.uuid(), title: z.string(), revision: z.int() }),
  besideVersion: z.int().describe('The version that stood when it began'),
  digest: z.string(),
  share: z.int(),
  group: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
  state: z.enum(['running', 'over']),
  stopped: z
    .object({ at: z.iso.datetime(), why: z.enum(['stopped', 'published', 'discarded']) })
    .nullable()
    .describe('Null where it ran to its end, or runs'),
  startedBy: z.string(),
});
export type ShadowSummaryView = z.infer<typeof shadowSummaryView>;

export const shadowList = z.object({ items: z.array(shadowSummaryView) });
export type ShadowList = z.infer<typeof shadowList>;

const count = z.int();
const counts = { compared: count, stricter: count, milder: count, skipped: count };

export const shadowView = shadowSummaryView.extend({
  ...counts,
  machines: z.object({ chosen: count, reported: count, hit: count }),
  peopleHit: count,
  hours: z.array(z.object({ hour: z.iso.datetime(), ...counts })),
  differences: z
    .array(
      z.object({
        live: z.enum(EFFECTS),
        shadow: z.enum(EFFECTS),
        liveRules: z.array(z.string()),
        shadowRules: z.array(z.string()),
        calls: count,
        machines: count,
        people: count,
      }),
    )
    .describe('Most calls first; "other" stands for rules beyond those that are told apart'),
  agents: z.array(z.object({ agent: z.enum(CODING_AGENTS), calls: count })),
});
export type ShadowView = z.infer<typeof shadowView>;

export const toShadowSummaryView = (run: ShadowSummary, now: Date): ShadowSummaryView => ({
  id: run.id,
  draft: { id: run.draft.id, title: run.draft.title, revision: run.draft.revision },
  besideVersion: run.besideVersion,
  digest: run.digest,
  share: run.audience.share,
  group: run.audience.group && { ...run.audience.group },
  startsAt: run.startsAt.toISOString(),
  endsAt: run.endsAt.toISOString(),
  state: shadowStateOf(run, now),
  stopped: run.stopped && { at: run.stopped.at.toISOString(), why: run.stopped.why },
  startedBy: run.starter.label,
});

export const toShadowView = ({ run, result }: CountedShadow, now: Date): ShadowView => ({
  ...toShadowSummaryView(run, now),
  compared: result.compared,
  stricter: result.stricter,
  milder: result.milder,
  skipped: result.skipped,
  machines: { ...result.machines },
  peopleHit: result.peopleHit,
  hours: result.hours.map(({ hour, ...rest }) => ({ hour: hour.toISOString(), ...rest })),
  differences: result.differences.map(({ liveRules, shadowRules, ...rest }) => ({
    ...rest,
    liveRules: [...liveRules],
    shadowRules: [...shadowRules],
  })),
  agents: result.agents.map((one) => ({ ...one })),
});
