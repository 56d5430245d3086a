import { Injectable } from '@nestjs/common';
import type { OrgId } from '#kernel';
import { isUniqueViolation, type OrgScope, type OrgTx, type SystemTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import { InstallationSealer } from '#platform/vault';
import type {
  Connection,
  ConnectionId,
  ConnectionKind,
  ConnectionSecrets,
  ConnectionStatus,
  JsonObject,
} from './connection.js';
import { ConnectionNameTaken } from './connection.errors.js';

const columns = {
  orgId: true,
  id: true,
  kind: true,
  name: true,
  status: true,
  settings: true,
  defaultRole: true,
  jit: true,
  createdAt: true,
  updatedAt: true,
  testedAt: true,
  lastUsedAt: true,
  pending: true,
  pendingSealed: true,
  pendingAt: true,
  pendingBy: true,
  pendingTestedAt: true,
} as const;

/** Secrets of a connection as they are kept: the same bytes hold the same secrets. */
export interface SealedSecrets {
  readonly bytes: Uint8Array | null;
  open(): ConnectionSecrets | null;
}

/** Whose secrets: of what is tried, where the connection is a trial. */
type Kept = Pick<Connection, 'orgId' | 'id'> & { readonly isTrial?: boolean };

/** A connection to which an answer came, and what is kept sealed of it. */
export interface AnsweredConnection {
  readonly connection: Connection;
  readonly secrets: SealedSecrets;
}

/** As `connectionOf` reads them; the table is called `c`. */
export const CONNECTION_COLUMNS = `c.org_id as "orgId", c.id, c.kind, c.name, c.status, c.settings, c.default_role as "defaultRole", c.jit,
  c.created_at as "createdAt", c.updated_at as "updatedAt", c.tested_at as "testedAt", c.last_used_at as "lastUsedAt", c.pending,
  c.pending_sealed as "pendingSealed", c.pending_at as "pendingAt", c.pending_by as "pendingBy", c.pending_tested_at as "pendingTestedAt"`;

/** What of a connection can change. `secrets` replaces all of them; null removes them. */
export type ConnectionChange = Partial<
  Pick<Connection, 'name' | 'status' | 'settings' | 'defaultRole' | 'jit' | 'updatedAt' | 'testedAt' | 'lastUsedAt'>
> & { readonly secrets?: ConnectionSecrets | null };

/** What is proposed. `secrets` of null stay as they are. */
export interface Proposal {
  readonly settings: JsonObject;
  readonly secrets: ConnectionSecrets | null;
  readonly at: Date;
  readonly by: string;
}

/** Rows of the table `connections`. */
@Injectable()
export class ConnectionRepository {
  constructor(private readonly sealer: InstallationSealer) {}

  /** @throws ConnectionNameTaken */
  async insert(tx: OrgTx, connection: Connection, secrets: ConnectionSecrets | null): Promise<void> {
    const { settings, pending: _, isTrial: __, ...rest } = connection;
    const data = { ...rest, settings: { ...settings }, sealed: this.seal(connection, secrets) };
    await named(connection.name, () => rows(tx).connection.create({ data, select: { id: true } }));
  }

  async find(tx: OrgTx, { orgId }: OrgScope, id: ConnectionId): Promise<Connection | null> {
    const row = await rows(tx).connection.findUnique({ where: { orgId_id: { orgId, id } }, select: columns });
    return row && toConnection(row);
  }

  /** By what stands in the addresses that an identity provider knows. */
  async findAcrossTenants(tx: SystemTx, id: ConnectionId): Promise<Connection | null> {
    const [row] = await sql(tx).query<ConnectionRow>(
      `select ${CONNECTION_COLUMNS} from connections c where c.id = $1::uuid`,
      [id],
      'connection.find',
    );
    return row === undefined ? null : toConnection(row);
  }

  /** The one that a question was taken to. */
  async ofRequestAcrossTenants(tx: SystemTx, requestId: string): Promise<Connection | null> {
    const [row] = await sql(tx).query<ConnectionRow>(
      `select ${CONNECTION_COLUMNS} from sso_requests r join connections c on c.org_id = r.org_id and c.id = r.connection_id where r.id = $1::uuid`,
      [requestId],
      'connection.of_request',
    );
    return row === undefined ? null : toConnection(row);
  }

  async noteUse(tx: OrgTx, { orgId, id }: Pick<Connection, 'orgId' | 'id'>, now: Date): Promise<void> {
    await sql(tx).post(
      'update connections set last_used_at = $3::timestamptz where org_id = $1::uuid and id = $2::uuid',
      [orgId, id, now],
    );
  }

  /** Of every org, for jobs that visit each in turn. */
  async listAcrossTenants(tx: SystemTx, kind: ConnectionKind): Promise<readonly Connection[]> {
    const found = await rows(tx).connection.findMany({ where: { kind }, select: columns, orderBy: { id: 'asc' } });
    return found.map(toConnection);
  }

  async list(tx: OrgTx, { orgId }: OrgScope): Promise<readonly Connection[]> {
    const found = await rows(tx).connection.findMany({ where: { orgId }, select: columns, orderBy: { id: 'asc' } });
    return found.map(toConnection);
  }

  /** Of what is tried, where the connection is a trial of what is pending. */
  async secretsOf(tx: OrgTx, which: Kept): Promise<ConnectionSecrets | null> {
    return (await this.sealedOf(tx, which)).open();
  }

  /** As `secretsOf`, for whoever may know them already. */
  async sealedOf(tx: OrgTx, { orgId, id, isTrial = false }: Kept): Promise<SealedSecrets> {
    const [row] = await sql(tx).query<{ sealed: Uint8Array | null }>(
      `select ${isTrial ? 'coalesce(pending_sealed, sealed) as sealed' : 'sealed'} from connections where org_id = $1::uuid and id = $2::uuid`,
      [orgId, id],
      isTrial ? 'connection.secrets.tried' : 'connection.secrets',
    );
    return this.sealed({ orgId, id }, row?.sealed ?? null);
  }

  /** What `CONNECTION_COLUMNS` and `c.sealed as "connectionSealed"` hold. */
  read(row: ConnectionRow & { readonly connectionSealed: Uint8Array | null }): AnsweredConnection {
    const connection = toConnection(row);
    return { connection, secrets: this.sealed(connection, row.connectionSealed) };
  }

  /** @throws ConnectionNameTaken */
  async change(tx: OrgTx, which: Pick<Connection, 'orgId' | 'id'>, change: ConnectionChange): Promise<void> {
    const { orgId, id } = which;
    const { secrets, settings, ...rest } = change;
    const data = {
      ...rest,
      ...(settings !== undefined && { settings: { ...settings } }),
      ...(secrets !== undefined && { sealed: this.seal(which, secrets) }),
    };
    await named(change.name ?? '', () => rows(tx).connection.updateMany({ where: { orgId, id }, data }));
  }

  /** Keeps settings to be tried, in place of those that were to be tried before. */
  async propose(tx: OrgTx, which: Pick<Connection, 'orgId' | 'id'>, proposal: Proposal): Promise<void> {
    const { orgId, id } = which;
    const data = {
      pending: { ...proposal.settings },
      pendingSealed: this.seal(which, proposal.secrets),
      pendingAt: proposal.at,
      pendingBy: proposal.by,
      pendingTestedAt: null,
    };
    await rows(tx).connection.updateMany({ where: { orgId, id }, data });
  }

  /** Answers whether there was anything. */
  async discard(tx: OrgTx, { orgId, id }: Pick<Connection, 'orgId' | 'id'>): Promise<boolean> {
    const discarded = await sql(tx).query(
      `update connections set pending = null, pending_sealed = null, pending_at = null, pending_by = null, pending_tested_at = null
        where org_id = $1::uuid and id = $2::uuid and pending is not null returning true as discarded`,
      [orgId, id],
    );
    return discarded.length === 1;
  }

  async notePendingTest(tx: OrgTx, { orgId, id }: Pick<Connection, 'orgId' | 'id'>, now: Date): Promise<void> {
    const where = { orgId, id, pendingAt: { not: null } };
    await rows(tx).connection.updateMany({ where, data: { pendingTestedAt: now } });
  }

  /** What is pending changes by itself, as what is live does: it stays tested. */
  async learnPending(tx: OrgTx, { orgId, id }: Pick<Connection, 'orgId' | 'id'>, settings: JsonObject): Promise<void> {
    const where = { orgId, id, pendingAt: { not: null } };
    await rows(tx).connection.updateMany({ where, data: { pending: { ...settings } } });
  }

  /** What is pending is what counts, from now on. */
  async promote(tx: OrgTx, { orgId, id }: Pick<Connection, 'orgId' | 'id'>): Promise<void> {
    await sql(tx).query(
      `update connections
          set settings = pending, sealed = coalesce(pending_sealed, sealed), updated_at = pending_at, tested_at = pending_tested_at,
              pending = null, pending_sealed = null, pending_at = null, pending_by = null, pending_tested_at = null
        where org_id = $1::uuid and id = $2::uuid and pending is not null returning true as promoted`,
      [orgId, id],
    );
  }

  async remove(tx: OrgTx, { orgId }: OrgScope, id: ConnectionId): Promise<void> {
    await rows(tx).connection.deleteMany({ where: { orgId, id } });
  }

  /** One change of an org's connections at a time, so that two cannot each remove the other's last live one. */
  async lock(tx: OrgTx, { orgId }: OrgScope): Promise<void> {
    await sql(tx).query('select pg_advisory_xact_lock(hashtextextended($1, 7))::text as locked', [
      `connections/${orgId}`,
    ]);
  }

  private sealed(which: Pick<Connection, 'orgId' | 'id'>, bytes: Uint8Array | null): SealedSecrets {
    return { bytes, open: () => this.opened(which, bytes) };
  }

  private opened(which: Pick<Connection, 'orgId' | 'id'>, sealed: Uint8Array | null): ConnectionSecrets | null {
    if (sealed === null) return null;
    return JSON.parse(Buffer.from(this.sealer.open(purposeOf(which), sealed)).toString('utf8')) as ConnectionSecrets;
  }

  private seal(which: Pick<Connection, 'orgId' | 'id'>, secrets: ConnectionSecrets | null) {
    if (secrets === null) return null;
    return Uint8Array.from(this.sealer.seal(purposeOf(which), Buffer.from(JSON.stringify(secrets))));
  }
}

const purposeOf = ({ orgId, id }: Pick<Connection, 'orgId' | 'id'>): string => `connection/${orgId}/${id}`;

async function named<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isUniqueViolation(error)) throw new ConnectionNameTaken(`"${name}" is taken.`, {}, { cause: error });
    throw error;
  }
}

type Row = Record<'orgId' | 'id' | 'kind' | 'status', string> & { settings: unknown } & PendingRow &
  Omit<Connection, 'orgId' | 'id' | 'kind' | 'status' | 'settings' | 'pending'>;

export type ConnectionRow = Row & Record<string, unknown>;

interface PendingRow {
  readonly pending: unknown;
  readonly pendingSealed: Uint8Array | null;
  readonly pendingAt: Date | null;
  readonly pendingBy: string | null;
  readonly pendingTestedAt: Date | null;
}

const pendingOf = ({ pending, pendingSealed, pendingAt, pendingBy, pendingTestedAt }: PendingRow) =>
  pendingAt === null
    ? null
    : {
        settings: pending as JsonObject,
        hasSecrets: pendingSealed !== null,
        at: pendingAt,
        by: pendingBy ?? '',
        testedAt: pendingTestedAt,
      };

const toConnection = ({ pending, pendingSealed, pendingAt, pendingBy, pendingTestedAt, ...row }: Row): Connection => ({
  ...row,
  orgId: row.orgId as OrgId,
  id: row.id as ConnectionId,
  kind: row.kind as ConnectionKind,
  status: row.status as ConnectionStatus,
  settings: row.settings as JsonObject,
  pending: pendingOf({ pending, pendingSealed, pendingAt, pendingBy, pendingTestedAt }),
});
