import { z } from 'zod';
import type { SessionId } from '#features/identity';
import type { PersonId } from '#kernel';
import { pageOf, pageQuery } from '#platform/http';
import type { MemberSession } from './member-session.js';

const personId = z.uuid().transform((id) => id as PersonId);

export const memberSessionQuery = z.strictObject({
  ...pageQuery,
  cursor: z.uuid().optional(),
  personId: personId.optional(),
});
export type MemberSessionQuery = z.infer<typeof memberSessionQuery>;
export const memberSessionParams = z.strictObject({ id: z.uuid().transform((id) => id as SessionId) });
export type MemberSessionParams = z.infer<typeof memberSessionParams>;

export const memberSessionView = z.object({
  id: z.uuid(),
  person: z.object({ id: z.uuid(), email: z.string(), name: z.string() }),
  isElsewhere: z.boolean().describe('The person acts in another organisation just now; where from is not shown'),
  createdAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
  amr: z.array(z.string()).describe('How the person proved last who she is (RFC 8176)'),
});
export type MemberSessionView = z.infer<typeof memberSessionView>;
export const memberSessionPage = pageOf(memberSessionView);
export const endedSessionsView = z.object({ ended: z.int() });

export const toMemberSessionView = ({ createdAt, lastSeenAt, amr, ...session }: MemberSession): MemberSessionView => ({
  ...session,
  amr: [...amr],
  createdAt: createdAt.toISOString(),
  lastSeenAt: lastSeenAt.toISOString(),
});
