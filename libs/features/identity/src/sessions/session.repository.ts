import { Injectable } from '@nestjs/common';
import type { OrgId, PersonId } from '#kernel';
import type { SystemTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import { secretHash } from '../secret-hash.js';
import { PUBLISHING, USUAL_PROOF_MINUTES } from '../session-policies/session-policy.js';
import type { BoundSessions, Session, SessionBearer, SessionId, SessionLimits } from './session.js';
import { ABSOLUTE_MS, IDLE_MS } from './session.rules.js';

const MINUTE_MS = 60_000;

const columns = {
  id: true,
  personId: true,
  actingOrgId: true,
  createdAt: true,
  lastSeenAt: true,
  ip: true,
  userAgent: true,
  boundOrgId: true,
  connectionId: true,
  federatedSessionId: true,
  endsAt: true,
  authenticatedAt: true,
  amr: true,
} as const;

/** Rows of the table `console_sessions`. */
@Injectable()
export class SessionRepository {
  async insert(tx: SystemTx, session: Session, token: string): Promise<void> {
    const { id, personId, orgId, createdAt, lastSeenAt, ip, userAgent, binding, endsAt } = session;
    const { authenticatedAt, amr } = session;
    await sql(tx).post(
      `insert into console_sessions (id, token_hash, person_id, acting_org_id, created_at, last_seen_at, ip, user_agent, bound_org_id,
              connection_id, federated_session_id, ends_at, authenticated_at, amr)
       values ($1::uuid, $2::bytea, $3::uuid, $4::uuid, $5::timestamptz, $6::timestamptz, $7, $8, $9::uuid, $10::uuid, $11::uuid, $12::timestamptz,
               $13::timestamptz, $14::text[])`,
      [
        ...[id, secretHash(token), personId, orgId, createdAt, lastSeenAt, ip, userAgent],
        ...[binding?.orgId ?? null, binding?.connectionId ?? null, binding?.federatedSessionId ?? null, endsAt],
        ...[authenticatedAt, [...amr]],
      ],
      'session.insert',
    );
  }

  /**
   * Everything that a request by cookie needs to know, in one round trip. Expired ones too: the rules decide. Who came through a connection is a
   * member of that connection's org alone, and where that org requires one for her address, through that alone; who did not, of no org that requires
   * one, unless she may break the glass there.
   */
  async findBearer(tx: SystemTx, token: string): Promise<SessionBearer | null> {
    const [row] = await sql(tx).query<BearerRow>(
      `select s.id, s.person_id, s.acting_org_id, s.created_at, s.last_seen_at, s.ip, s.user_agent,
              s.bound_org_id, s.connection_id, s.federated_session_id, s.ends_at, s.authenticated_at, s.amr, p.email,
              shortest.idle_minutes, shortest.absolute_minutes, y.proof_minutes, y.fresh_for_publish,
              (m.status is not distinct from 'active' and coalesce(s.bound_org_id = s.acting_org_id, true)
                 and (b.person_id is not null or not (coalesce(w.sso_required, false) or coalesce(r.sso_required, false))
                      or s.connection_id = coalesce(r.connection_id, s.connection_id)) is true) as is_member
         from console_sessions s
         join people p on p.id = s.person_id
         left join memberships m on m.org_id = s.acting_org_id and m.person_id = s.person_id
         left join sign_in_policies w on w.org_id = s.acting_org_id
         left join domain_rules r on r.org_id = s.acting_org_id and r.domain = split_part(p.email, '@', -1)
         left join break_glass_owners b on b.org_id = s.acting_org_id and b.person_id = s.person_id
         left join session_policies y on y.org_id = s.acting_org_id
         ${SHORTEST}
        where s.token_hash = $1 and s.ended_at is null`,
      [secretHash(token)],
      'session.bearer',
    );
    if (row === undefined) return null;
    const { person_id: personId, acting_org_id: actingOrgId, created_at: createdAt, last_seen_at: lastSeenAt } = row;
    const { user_agent: userAgent, ends_at: endsAt, id, ip, email, is_member: isMember, amr } = row;
    const bound = {
      boundOrgId: row.bound_org_id,
      connectionId: row.connection_id,
      federatedSessionId: row.federated_session_id,
    };
    const proved = { authenticatedAt: row.authenticated_at, amr };
    const session = { id, personId, actingOrgId, createdAt, lastSeenAt, ip, userAgent, endsAt, ...proved, ...bound };
    return {
      ...toSession(session),
      email,
      isMember,
      limits: toLimits(row),
      proofMs: (row.proof_minutes ?? USUAL_PROOF_MINUTES) * MINUTE_MS,
      freshFor: row.fresh_for_publish === true ? [PUBLISHING] : [],
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

  /** The times that hold for the person: the shortest of all her orgs. */
  async limitsOf(tx: SystemTx, personId: PersonId): Promise<SessionLimits> {
    const [row] = await sql(tx).query<ShortestRow & Record<string, unknown>>(
      `select shortest.* from (select $1::uuid as person_id) s ${SHORTEST}`,
      [personId],
    );
    return toLimits(row ?? { idle_minutes: null, absolute_minutes: null });
  }

  /** Notes a fresh proof. False when the session has ended. */
  async noteProof(
    tx: SystemTx,
    { id, personId }: Pick<Session, 'id' | 'personId'>,
    { amr, now }: { amr: readonly string[]; now: Date },
  ): Promise<boolean> {
    const data = { authenticatedAt: now, amr: [...amr] };
    return (await rows(tx).consoleSession.updateMany({ where: { id, personId, endedAt: null }, data })).count === 1;
  }

  /** Ends every session of the person, or those that can act in one org; answers which. */
  async endAll(
    tx: SystemTx,
    personId: PersonId,
    { orgId, now }: { orgId: OrgId | null; now: Date },
  ): Promise<readonly SessionId[]> {
    const where = orgId === null ? {} : { OR: [{ boundOrgId: null }, { boundOrgId: orgId }] };
    const ended = await rows(tx).consoleSession.updateManyAndReturn({
      where: { personId, endedAt: null, ...where },
      data: { endedAt: now },
      select: { id: true },
    });
    return ended.map(({ id }) => id as SessionId);
  }

  async noteUse(tx: SystemTx, id: SessionId, now: Date): Promise<void> {
    await rows(tx).consoleSession.updateMany({ where: { id, lastSeenAt: { lt: now } }, data: { lastSeenAt: now } });
  }

  async setOrg(tx: SystemTx, id: SessionId, orgId: OrgId): Promise<void> {
    await rows(tx).consoleSession.updateMany({ where: { id }, data: { actingOrgId: orgId } });
  }

  async end(tx: SystemTx, personId: PersonId, id: SessionId, now: Date): Promise<boolean> {
    const ended = await sql(tx).query(
      `update console_sessions set ended_at = $3::timestamptz where id = $1::uuid and person_id = $2::uuid and ended_at is null
       returning true as ended`,
      [id, personId, now],
    );
    return ended.length === 1;
  }

  /** By the sign-in at an identity provider that each came of; those whose sessions have ended are absent. */
  async lastSeenBound(tx: SystemTx, federatedSessionIds: readonly string[]): Promise<ReadonlyMap<string, Date>> {
    const seen = await rows(tx).consoleSession.groupBy({
      by: ['federatedSessionId'],
      where: { federatedSessionId: { in: [...federatedSessionIds] }, endedAt: null },
      _max: { lastSeenAt: true },
    });
    return new Map(
      seen.flatMap(({ federatedSessionId: id, _max: { lastSeenAt } }) =>
        id === null || lastSeenAt === null ? [] : [[id, lastSeenAt] as const],
      ),
    );
  }

  /** Ends every live session that came of one of these sign-ins at an identity provider, or through the connection. */
  async endBound(tx: SystemTx, which: BoundSessions, now: Date): Promise<readonly SessionId[]> {
    const where = 'connectionId' in which ? which : { federatedSessionId: { in: [...which.federatedSessionIds] } };
    const ended = await rows(tx).consoleSession.updateManyAndReturn({
      where: { ...where, endedAt: null },
      data: { endedAt: now },
      select: { id: true },
    });
    return ended.map(({ id }) => id as SessionId);
  }

  /** Ends the sessions of the person that act in the org, or may act in it alone; answers which. */
  async endOfPerson(
    tx: SystemTx,
    { personId, orgId }: { personId: PersonId; orgId: OrgId },
    now: Date,
  ): Promise<readonly SessionId[]> {
    const ended = await sql(tx).query<{ id: SessionId }>(
      `update console_sessions set ended_at = $3 where person_id = $1::uuid and $2::uuid in (acting_org_id, bound_org_id) and ended_at is null returning id`,
      [personId, orgId, now],
    );
    return ended.map(({ id }) => id);
  }

  /** Removes those that nobody could use any more. */
  async sweep(tx: SystemTx, bornBefore: Date): Promise<number> {
    return (await rows(tx).consoleSession.deleteMany({ where: { createdAt: { lt: bornBefore } } })).count;
  }
}

/** The shortest times that an org of the person of the session `s` allows: none where no org says anything. */
const SHORTEST = `left join lateral (
  select min(sp.idle_minutes) as idle_minutes, min(sp.absolute_minutes) as absolute_minutes
    from session_policies sp
    join memberships sm on sm.org_id = sp.org_id and sm.person_id = s.person_id and sm.status = 'active') shortest on true`;

interface ShortestRow {
  readonly idle_minutes: number | null;
  readonly absolute_minutes: number | null;
}

const toLimits = ({ idle_minutes: idle, absolute_minutes: absolute }: ShortestRow): SessionLimits => ({
  idleMs: idle === null ? IDLE_MS : idle * MINUTE_MS,
  absoluteMs: absolute === null ? ABSOLUTE_MS : absolute * MINUTE_MS,
});

type BearerRow = Record<'id' | 'person_id' | 'email', string> &
  Record<
    'acting_org_id' | 'ip' | 'user_agent' | 'bound_org_id' | 'connection_id' | 'federated_session_id',
    string | null
  > & {
    created_at: Date;
    last_seen_at: Date;
    ends_at: Date | null;
    authenticated_at: Date;
    amr: string[];
    is_member: boolean;
    idle_minutes: number | null;
    absolute_minutes: number | null;
    proof_minutes: number | null;
    fresh_for_publish: boolean | null;
  };

type Row = Record<'actingOrgId' | 'boundOrgId' | 'connectionId' | 'federatedSessionId', string | null> &
  Record<'id' | 'personId', string> &
  Omit<Session, 'id' | 'personId' | 'orgId' | 'binding'>;

function toSession({ id, personId, actingOrgId, boundOrgId, connectionId, federatedSessionId, ...rest }: Row): Session {
  const isBound = boundOrgId !== null && connectionId !== null && federatedSessionId !== null;
  return {
    ...rest,
    id: id as SessionId,
    personId: personId as PersonId,
    orgId: actingOrgId as OrgId | null,
    binding: isBound ? { orgId: boundOrgId as OrgId, connectionId, federatedSessionId } : null,
  };
}
