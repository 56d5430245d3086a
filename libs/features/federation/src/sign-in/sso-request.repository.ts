import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { secretHash } from '#features/identity';
import type { OrgId } from '#kernel';
import type { OrgScope, OrgTx, SystemTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import { InstallationSealer } from '#platform/vault';
import type { ConnectionId } from '../connections/connection.js';
import {
  type AnsweredConnection,
  CONNECTION_COLUMNS,
  ConnectionRepository,
  type ConnectionRow,
} from '../connections/connection.repository.js';
import type { SsoOutcome, SsoPurpose, SsoRequest, SsoRequestId } from './sso-request.js';

/** A request with where it stands. */
export interface StoredSsoRequest {
  readonly request: SsoRequest;
  readonly outcome: SsoOutcome | null;
  readonly isTaken: boolean;
  readonly createdAt: Date;
  readonly isCompleted: boolean;
  readonly expiresAt: Date;
  isOf(browser: string): boolean;
}

/** A question to which an answer came, with the connection that it was asked through. */
export type AnsweredRequest = { readonly stored: StoredSsoRequest } & AnsweredConnection;

interface Row {
  readonly orgId: string;
  readonly connectionId: string;
  readonly purpose: string;
  readonly browserHash: Uint8Array;
  readonly sealed: Uint8Array;
  readonly testId: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly takenAt: Date | null;
  readonly outcome: Uint8Array | null;
  readonly completedAt: Date | null;
}

/** A question with the connection it was asked through. */
type AnsweredRow = ConnectionRow &
  Omit<Row, 'orgId' | 'createdAt'> & { readonly askedAt: Date; readonly connectionSealed: Uint8Array | null };

const ASKED_WITH_CONNECTION = `
  select ${CONNECTION_COLUMNS}, c.sealed as "connectionSealed", r.connection_id as "connectionId", r.purpose, r.browser_hash as "browserHash",
         r.sealed, r.test_id as "testId", r.created_at as "askedAt", r.expires_at as "expiresAt", r.taken_at as "takenAt", r.outcome,
         r.completed_at as "completedAt"
    from asked r join connections c on c.org_id = r.org_id and c.id = r.connection_id`;

/** An assertion, and until when it would be good. */
export interface OnceOnly {
  readonly id: string;
  readonly usableUntil: Date;
}

type Kept = Pick<SsoRequest, 'interaction' | 'personId' | 'proof' | 'tries' | 'data'>;

/** Those of an asserted identity. */
const DATES = new Set(['sessionEndsAt', 'authenticatedAt']);

/** Rows of the table `sso_requests`. */
@Injectable()
export class SsoRequestRepository {
  constructor(
    private readonly sealer: InstallationSealer,
    private readonly connections: ConnectionRepository,
  ) {}

  async insert(
    tx: OrgTx,
    request: SsoRequest,
    { browser, createdAt, expiresAt }: { browser: string; createdAt: Date; expiresAt: Date },
  ): Promise<void> {
    const { orgId, id, connectionId, purpose, testId, interaction, personId, proof, tries, data } = request;
    const sealed = this.seal(id, 'request', { interaction, personId, proof, tries, data } satisfies Kept);
    await sql(tx).query(
      `insert into sso_requests (org_id, id, connection_id, purpose, test_id, sealed, browser_hash, created_at, expires_at)
       values ($1::uuid, $2::uuid, $3::uuid, $4, $5::uuid, $6::bytea, $7::bytea, $8::timestamptz, $9::timestamptz)`,
      [orgId, id, connectionId, purpose, testId, sealed, secretHash(browser), createdAt, expiresAt],
    );
  }

  async findAcrossTenants(tx: SystemTx, id: SsoRequestId): Promise<StoredSsoRequest | null> {
    const [row] = await sql(tx).query<Row & Record<string, unknown>>(
      `select org_id as "orgId", connection_id as "connectionId", purpose, browser_hash as "browserHash", sealed, test_id as "testId",
              created_at as "createdAt", expires_at as "expiresAt", taken_at as "takenAt", outcome, completed_at as "completedAt"
         from sso_requests where id = $1::uuid`,
      [id],
      'sso_request.find',
    );
    return row === undefined ? null : this.toStored(id, row);
  }

  /** Takes the question that was asked through a connection, and answers it with the connection: of several that ask at once, one is given it. */
  async takeAcrossTenants(
    tx: SystemTx,
    { id, connectionId }: Pick<SsoRequest, 'id' | 'connectionId'>,
    now: Date,
  ): Promise<AnsweredRequest | null> {
    const text = `with asked as (
         update sso_requests set taken_at = $3::timestamptz
          where id = $1::uuid and connection_id = $2::uuid and taken_at is null and expires_at > $3::timestamptz returning *
       ) ${ASKED_WITH_CONNECTION}`;
    const [row] = await sql(tx).query<AnsweredRow>(text, [id, connectionId, now], 'sso_request.take');
    return row === undefined ? null : this.toAnswered(id, row);
  }

  /** The question that was asked through a connection, with the connection; looking does not use it up. */
  async findAnswered(
    tx: SystemTx,
    { id, connectionId }: Pick<SsoRequest, 'id' | 'connectionId'>,
  ): Promise<AnsweredRequest | null> {
    const text = `with asked as (
         select * from sso_requests where id = $1::uuid and connection_id = $2::uuid
       ) ${ASKED_WITH_CONNECTION}`;
    const [row] = await sql(tx).query<AnsweredRow>(text, [id, connectionId], 'sso_request.answered');
    return row === undefined ? null : this.toAnswered(id, row);
  }

  /** Of several that ask at once, one is answered yes. */
  async take(tx: OrgTx, { orgId }: OrgScope, id: SsoRequestId, now: Date): Promise<boolean> {
    const taken = await sql(tx).query(
      `update sso_requests set taken_at = $3::timestamptz
        where org_id = $1::uuid and id = $2::uuid and taken_at is null and expires_at > $3::timestamptz returning true as taken`,
      [orgId, id, now],
    );
    return taken.length === 1;
  }

  /** As `take` and `answer` at once, for an assertion that counts once. Says which of the two was used before; null where both were fresh. */
  async takeWith(
    tx: OrgTx,
    { orgId, id, connectionId }: SsoRequest,
    { assertion, outcome }: { readonly assertion: OnceOnly; readonly outcome: SsoOutcome },
    now: Date,
  ): Promise<'assertion_used' | 'request_used' | null> {
    const [row] = await sql(tx).query<{ fresh: boolean; taken: boolean }>(
      `with fresh as (
         insert into used_assertions (org_id, connection_id, assertion_hash, expires_at)
         values ($1::uuid, $5::uuid, $6::bytea, $7::timestamptz) on conflict do nothing returning true
       ), taken as (
         update sso_requests set taken_at = $3::timestamptz, outcome = $4::bytea
          where org_id = $1::uuid and id = $2::uuid and taken_at is null and outcome is null and expires_at > $3::timestamptz
            and exists (select from fresh)
         returning true
       )
       select exists (select from fresh) as fresh, exists (select from taken) as taken`,
      [
        ...[orgId, id, now, this.seal(id, 'outcome', outcome), connectionId],
        ...[secretHash(assertion.id), assertion.usableUntil],
      ],
    );
    if (row?.fresh !== true) return 'assertion_used';
    return row.taken ? null : 'request_used';
  }

  /** Writes down what came of it, once. */
  async answer(tx: OrgTx, { orgId }: OrgScope, id: SsoRequestId, outcome: SsoOutcome): Promise<boolean> {
    const answered = await sql(tx).query(
      `update sso_requests set outcome = $3::bytea where org_id = $1::uuid and id = $2::uuid and outcome is null returning true as answered`,
      [orgId, id, this.seal(id, 'outcome', outcome)],
    );
    return answered.length === 1;
  }

  /** Lets the browser that began go on with what came of it, once: of several that ask at once, one is answered yes. */
  async complete(tx: SystemTx, id: SsoRequestId, browser: string | null, now: Date): Promise<boolean> {
    if (browser === null) return false;
    const completed = await sql(tx).query(
      `update sso_requests set completed_at = $3::timestamptz
        where id = $1::uuid and browser_hash = $2::bytea and outcome is not null and completed_at is null and expires_at > $3::timestamptz
       returning true as completed`,
      [id, secretHash(browser), now],
      'sso_request.complete',
    );
    return completed.length === 1;
  }

  async sweep(tx: SystemTx): Promise<number> {
    return (await sql(tx).query('delete from sso_requests where expires_at < now() returning true as swept')).length;
  }

  private toAnswered(id: SsoRequestId, row: AnsweredRow): AnsweredRequest {
    const { askedAt: createdAt, connectionId, purpose, browserHash, sealed, testId, expiresAt, ...rest } = row;
    const { outcome, takenAt, completedAt, ...connection } = rest;
    const asked = { orgId: row.orgId, connectionId, createdAt, purpose, browserHash, sealed, testId, expiresAt };
    const stored = this.toStored(id, { ...asked, outcome, takenAt, completedAt });
    return { stored, ...this.connections.read(connection) };
  }

  private toStored(id: SsoRequestId, row: Row): StoredSsoRequest {
    const kept = JSON.parse(this.open(id, 'request', row.sealed)) as Kept;
    return {
      request: {
        ...kept,
        orgId: row.orgId as OrgId,
        id,
        connectionId: row.connectionId as ConnectionId,
        purpose: row.purpose as SsoPurpose,
        testId: row.testId,
      },
      outcome: row.outcome && outcomeIn(this.open(id, 'outcome', row.outcome)),
      isTaken: row.takenAt !== null,
      isCompleted: row.completedAt !== null,
      createdAt: row.createdAt,
      expiresAt: row.expiresAt,
      isOf: (browser) => timingSafeEqual(secretHash(browser), row.browserHash),
    };
  }

  private seal(id: SsoRequestId, part: string, value: object): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.sealer.seal(`sso-request/${part}/${id}`, Buffer.from(JSON.stringify(value))));
  }

  private open(id: SsoRequestId, part: string, sealed: Uint8Array): string {
    return Buffer.from(this.sealer.open(`sso-request/${part}/${id}`, sealed)).toString('utf8');
  }
}

const outcomeIn = (text: string): SsoOutcome =>
  JSON.parse(text, (name, value: unknown) =>
    DATES.has(name) && typeof value === 'string' ? new Date(value) : value,
  ) as SsoOutcome;
