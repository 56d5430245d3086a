import { Injectable } from '@nestjs/common';
import { secretHash } from '#features/identity';
import type { Id, OrgId, PersonId } from '#kernel';
import type { OrgScope, OrgTx, SystemTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import { InstallationSealer } from '#platform/vault';
import type { ConnectionId, JsonObject } from '../connections/connection.js';

export type FederatedSessionId = Id<'FederatedSession'>;

/** A sign-in at an identity provider that a session here came of. */
export interface FederatedSession {
  readonly orgId: OrgId;
  readonly id: FederatedSessionId;
  readonly connectionId: ConnectionId;
  readonly personId: PersonId;
  readonly sessionIndex: string | null;
  /** What the provider called it before it was proved anew there. */
  readonly formerIndexes: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** What the protocol needs to end it there. */
  readonly keep: JsonObject | null;
}

/** Which sign-ins a logout means: all of a subject, one of its sessions, or, where no subject is named, whoever has that session. */
export interface FederatedSessionQuery {
  readonly subject?: string;
  readonly sessionIndexes?: readonly string[];
}

/** What an answer that came later says of a sign-in; what it does not say stays as it was. */
export interface Amendment {
  readonly sessionIndex?: string | null;
  readonly keep: JsonObject | null;
}

/** More proofs than a session of a day asks for. */
const MOST_FORMER = 20;

const columns = {
  orgId: true,
  id: true,
  connectionId: true,
  personId: true,
  sessionIndex: true,
  formerIndexes: true,
  createdAt: true,
  expiresAt: true,
  sealed: true,
} as const;

/** Rows of the table `federated_sessions`. */
@Injectable()
export class FederatedSessionRepository {
  constructor(private readonly sealer: InstallationSealer) {}

  async insert(tx: OrgTx, session: Omit<FederatedSession, 'formerIndexes'>, subject: string): Promise<void> {
    const { orgId, id, connectionId, personId, sessionIndex, createdAt, expiresAt, keep } = session;
    await sql(tx).post(
      `insert into federated_sessions (org_id, id, connection_id, person_id, subject_hash, session_index, sealed, created_at, expires_at)
       values ($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::bytea, $6, $7::bytea, $8::timestamptz, $9::timestamptz)`,
      [
        ...[orgId, id, connectionId, personId, secretHash(subject), sessionIndex],
        ...[keep && this.seal(id, keep), createdAt, expiresAt],
      ],
      'federated_session.insert',
    );
  }

  async find(tx: OrgTx, { orgId }: OrgScope, id: FederatedSessionId): Promise<FederatedSession | null> {
    const row = await rows(tx).federatedSession.findFirst({ where: { orgId, id, endedAt: null }, select: columns });
    return row && this.toSession(row);
  }

  /** Those that are live and have something kept, for a protocol that looks after them. */
  async listOf(
    tx: OrgTx,
    { orgId }: OrgScope,
    connectionId: ConnectionId,
    now: Date,
  ): Promise<readonly FederatedSession[]> {
    const found = await rows(tx).federatedSession.findMany({
      where: { orgId, connectionId, endedAt: null, expiresAt: { gt: now }, sealed: { not: null } },
      select: columns,
      orderBy: { id: 'asc' },
      take: 10_000,
    });
    return found.map((row) => this.toSession(row));
  }

  /** Nobody else amends it meanwhile: a renewed proof and a rotated token must not undo each other. Answers whether it had not ended. */
  async amend(
    tx: OrgTx,
    { orgId }: OrgScope,
    id: FederatedSessionId,
    { keep, sessionIndex = null }: Amendment,
  ): Promise<boolean> {
    const [found] = await sql(tx).query<{ sealed: Uint8Array | null }>(
      `select sealed from federated_sessions where org_id = $1::uuid and id = $2::uuid and ended_at is null for update`,
      [orgId, id],
    );
    if (found === undefined) return false;
    await sql(tx).query(
      `update federated_sessions
          set sealed = $3::bytea,
              session_index = coalesce($4::text, session_index),
              former_indexes = case when session_index <> $4::text
                then (array_prepend(session_index, array_remove(former_indexes, $4::text)))[1:${MOST_FORMER}] else former_indexes end
        where org_id = $1::uuid and id = $2::uuid`,
      [orgId, id, this.seal(id, { ...this.opened(id, found.sealed), ...keep }), sessionIndex],
    );
    return true;
  }

  /** Ends those that `query` means; answers them. */
  async end(
    tx: OrgTx,
    { orgId, connectionId }: OrgScope & { connectionId: ConnectionId },
    query: FederatedSessionQuery | { readonly id: FederatedSessionId },
    now: Date,
  ): Promise<readonly FederatedSession[]> {
    const ended = await rows(tx).federatedSession.updateManyAndReturn({
      where: { orgId, connectionId, endedAt: null, ...whereOf(query) },
      data: { endedAt: now },
      select: columns,
    });
    const formerly = await this.endFormerly(tx, { orgId, connectionId }, query, now);
    return [...ended, ...formerly].map((row) => this.toSession(row));
  }

  /** As `end`, for a provider that still means a session by the name that it had before a proof. */
  private async endFormerly(
    tx: OrgTx,
    { orgId, connectionId }: OrgScope & { connectionId: ConnectionId },
    query: FederatedSessionQuery | { readonly id: FederatedSessionId },
    now: Date,
  ): Promise<readonly Row[]> {
    if ('id' in query || query.sessionIndexes === undefined) return [];
    const { subject, sessionIndexes } = query;
    const named = await sql(tx).query<{ id: string }>(
      `select id from federated_sessions
        where org_id = $1::uuid and connection_id = $2::uuid and former_indexes <> '{}' and former_indexes && $3::text[]`,
      [orgId, connectionId, [...sessionIndexes]],
    );
    if (named.length === 0) return [];
    return rows(tx).federatedSession.updateManyAndReturn({
      where: {
        ...{ orgId, connectionId, endedAt: null, id: { in: named.map(({ id }) => id) } },
        ...(subject !== undefined && { subjectHash: secretHash(subject) }),
      },
      data: { endedAt: now },
      select: columns,
    });
  }

  async sweep(tx: SystemTx): Promise<number> {
    return (await sql(tx).query('delete from federated_sessions where expires_at < now() returning true as swept'))
      .length;
  }

  private seal(id: string, keep: JsonObject): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.sealer.seal(`federated-session/${id}`, Buffer.from(JSON.stringify(keep))));
  }

  private toSession(row: Row): FederatedSession {
    const { sealed, ...rest } = row;
    return {
      ...rest,
      orgId: row.orgId as OrgId,
      id: row.id as FederatedSessionId,
      connectionId: row.connectionId as ConnectionId,
      personId: row.personId as PersonId,
      keep: this.opened(row.id, sealed),
    };
  }

  private opened(id: string, sealed: Uint8Array | null): JsonObject | null {
    const opened = sealed && this.sealer.open(`federated-session/${id}`, sealed);
    return opened && (JSON.parse(Buffer.from(opened).toString('utf8')) as JsonObject);
  }
}

type Row = Record<'orgId' | 'id' | 'connectionId' | 'personId', string> & { sealed: Uint8Array | null } & Pick<
    FederatedSession,
    'sessionIndex' | 'formerIndexes' | 'createdAt' | 'expiresAt'
  >;

function whereOf(query: FederatedSessionQuery | { readonly id: FederatedSessionId }) {
  if ('id' in query) return { id: query.id };
  const { subject, sessionIndexes } = query;
  if (subject === undefined && sessionIndexes === undefined) throw new Error('A logout names whom it means.');
  return {
    ...(subject !== undefined && { subjectHash: secretHash(subject) }),
    ...(sessionIndexes !== undefined && { sessionIndex: { in: [...sessionIndexes] } }),
  };
}
