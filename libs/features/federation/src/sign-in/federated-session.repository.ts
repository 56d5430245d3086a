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

const columns = {
  orgId: true,
  id: true,
  connectionId: true,
  personId: true,
  sessionIndex: true,
  createdAt: true,
  expiresAt: true,
  sealed: true,
} as const;

/** Rows of the table `federated_sessions`. */
@Injectable()
export class FederatedSessionRepository {
  constructor(private readonly sealer: InstallationSealer) {}

  async insert(tx: OrgTx, session: FederatedSession, subject: string): Promise<void> {
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

  async keep(tx: OrgTx, { orgId }: OrgScope, id: FederatedSessionId, keep: JsonObject): Promise<void> {
    await rows(tx).federatedSession.updateMany({ where: { orgId, id }, data: { sealed: this.seal(id, keep) } });
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
    return ended.map((row) => this.toSession(row));
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
    const opened = sealed && this.sealer.open(`federated-session/${row.id}`, sealed);
    return {
      ...rest,
      orgId: row.orgId as OrgId,
      id: row.id as FederatedSessionId,
      connectionId: row.connectionId as ConnectionId,
      personId: row.personId as PersonId,
      keep: opened && (JSON.parse(Buffer.from(opened).toString('utf8')) as JsonObject),
    };
  }
}

type Row = Record<'orgId' | 'id' | 'connectionId' | 'personId', string> & { sealed: Uint8Array | null } & Pick<
    FederatedSession,
    'sessionIndex' | 'createdAt' | 'expiresAt'
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
