import { z } from 'zod';
import { pageOf } from '#platform/http';
import type { Session, SessionId } from './session.js';

export const sessionParams = z.strictObject({ id: z.uuid().transform((id) => id as SessionId) });
export type SessionParams = z.infer<typeof sessionParams>;

export const sessionView = z.object({
  id: z.uuid(),
  createdAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
  current: z.boolean(),
});
export type SessionView = z.infer<typeof sessionView>;
export const sessionPage = pageOf(sessionView);

export const toView = ({ id, createdAt, lastSeenAt, ip, userAgent }: Session, current: SessionId): SessionView => ({
  id,
  createdAt: createdAt.toISOString(),
  lastSeenAt: lastSeenAt.toISOString(),
  ip,
  userAgent,
  current: id === current,
});
