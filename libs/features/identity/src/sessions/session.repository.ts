import { Injectable } from '@nestjs/common';
import type { OrgId, PersonId } from '#kernel';
import type { SystemTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import { secretHash } from '../secret-hash.js';
import type { Session, SessionBearer, SessionId } from './session.js';

const columns = {
  id: true,
  personId: true,
  actingOrgId: true,
  createdAt: true,
  lastSeenAt: true,
  ip: true,
  userAgent: true,
} as const;

/** Rows of the table `console_sessions`. */
@Injectable()
export class SessionRepository {
  async insert(tx: SystemTx, session: Session, token: string): Promise<void> {
    const { orgId, ...rest } = session;
    await rows(tx).consoleSession.create({
      data: { ...rest, actingOrgId: orgId, tokenHash: secretHash(token) },
      select: { id: true },
    });
  }

  /** Everything that a request by cookie needs to know, in one round trip. Expired ones too: the rules decide. */
  async findBearer(tx: SystemTx, token: string): Promise<SessionBearer | null> {
    const [row] = await sql(tx).query<BearerRow>(
      `select s.id, s.person_id, s.acting_org_id, s.created_at, s.last_seen_at, s.ip, s.user_agent, p.email,
              (m.status is not distinct from 'active') as is_member
         from console_sessions s
         join people p on p.id = s.person_id
         left join memberships m on m.org_id = s.acting_org_id and m.person_id = s.person_id
        where s.token_hash = $1 and s.ended_at is null`,
      [secretHash(token)],
    );
    if (row === undefined) return null;
    return {
      id: row.id as SessionId,
      personId: row.person_id as PersonId,
      orgId: row.acting_org_id as OrgId | null,
      createdAt: row.created_at,
      lastSeenAt: row.last_seen_at,
      ip: row.ip,
      userAgent: row.user_agent,
      email: row.email,
      isMember: row.is_member,
    };
  }

  async find(tx: SystemTx, personId: PersonId, id: SessionId): Promise<Session | null> {
    const row = await rows(tx).consoleSession.findFirst({ where: { id, personId, endedAt: null }, select: columns });
    return row && toSession(row);
  }

  async listOf(tx: SystemTx, personId: PersonId): Promise<readonly Session[]> {
    const found = await rows(tx).consoleSession.findMany({
      where: { personId, endedAt: null },
      select: columns,
      orderBy: { lastSeenAt: 'desc' },
      take: 200,
    });
    return found.map(toSession);
  }

  async noteUse(tx: SystemTx, id: SessionId, now: Date): Promise<void> {
    await rows(tx).consoleSession.updateMany({ where: { id, lastSeenAt: { lt: now } }, data: { lastSeenAt: now } });
  }

  async setOrg(tx: SystemTx, id: SessionId, orgId: OrgId): Promise<void> {
    await rows(tx).consoleSession.updateMany({ where: { id }, data: { actingOrgId: orgId } });
  }

  async end(tx: SystemTx, personId: PersonId, id: SessionId, now: Date): Promise<boolean> {
    return (
      (await rows(tx).consoleSession.updateMany({ where: { id, personId, endedAt: null }, data: { endedAt: now } }))
        .count === 1
    );
  }

  /** Removes those that nobody could use any more. */
  async sweep(tx: SystemTx, bornBefore: Date): Promise<number> {
    return (await rows(tx).consoleSession.deleteMany({ where: { createdAt: { lt: bornBefore } } })).count;
  }
}

type BearerRow = Record<'id' | 'person_id' | 'email', string> &
  Record<'acting_org_id' | 'ip' | 'user_agent', string | null> & {
    created_at: Date;
    last_seen_at: Date;
    is_member: boolean;
  };

function toSession(
  row: { id: string; personId: string; actingOrgId: string | null } & Omit<Session, 'id' | 'personId' | 'orgId'>,
): Session {
  const { createdAt, lastSeenAt, ip, userAgent } = row;
  return {
    id: row.id as SessionId,
    personId: row.personId as PersonId,
    orgId: row.actingOrgId as OrgId | null,
    createdAt,
    lastSeenAt,
    ip,
    userAgent,
  };
}
