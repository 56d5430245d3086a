import { z } from 'zod';
import { pageOf, pageQuery, textField } from '#platform/http';
import { type ElevationId, type ListedElevation, stateOf } from './elevation.js';

const reasonField = textField(1_000);

export const elevationBody = z.strictObject({
  role: z.string().min(1).max(60),
  reason: reasonField.min(1, 'Say what you need the role for.'),
  minutes: z.int().min(15).max(1_440).default(60),
});
export type ElevationBody = z.infer<typeof elevationBody>;

export const decisionBody = z.strictObject({
  decision: z.enum(['approved', 'rejected']),
  reason: reasonField.default(''),
});
export type DecisionBody = z.infer<typeof decisionBody>;

export const elevationParams = z.strictObject({ id: z.uuid().transform((id) => id as ElevationId) });
export type ElevationParams = z.infer<typeof elevationParams>;
export const elevationQuery = z.strictObject({ ...pageQuery, cursor: z.uuid().optional() });
export type ElevationQuery = z.infer<typeof elevationQuery>;

export const elevationView = z.object({
  id: z.uuid(),
  person: z.object({ id: z.uuid(), label: z.string() }),
  role: z.string(),
  reason: z.string(),
  minutes: z.int(),
  state: z.enum(['pending', 'lapsed', 'rejected', 'running', 'over', 'withdrawn']),
  requestedAt: z.iso.datetime(),
  decidedAt: z.iso.datetime().nullable(),
  decidedBy: z.string().nullable(),
  decisionReason: z.string().nullable(),
  endsAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  mayDecide: z.boolean().describe('Whether you are one of those who decide on it'),
});
export type ElevationView = z.infer<typeof elevationView>;
export const elevationPage = pageOf(elevationView);
export const createdElevationView = z.object({ id: z.uuid() });

export const toElevationView = (elevation: ListedElevation, now: Date): ElevationView => ({
  id: elevation.id,
  person: { id: elevation.personId, label: elevation.personLabel },
  role: elevation.role,
  reason: elevation.reason,
  minutes: elevation.minutes,
  state: stateOf(elevation, now),
  requestedAt: elevation.requestedAt.toISOString(),
  decidedAt: elevation.decidedAt?.toISOString() ?? null,
  decidedBy: elevation.deciderLabel,
  decisionReason: elevation.decisionReason,
  endsAt: elevation.endsAt?.toISOString() ?? null,
  endedAt: elevation.endedAt?.toISOString() ?? null,
  mayDecide: elevation.mayDecide,
});
