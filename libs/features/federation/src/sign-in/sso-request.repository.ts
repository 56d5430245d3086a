import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { secretHash } from '#features/identity';
import type { OrgId } from '#kernel';
import type { OrgScope, OrgTx, SystemTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import { InstallationSealer } from '#platform/vault';
import type { ConnectionId } from '../connections/connection.js';
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

type Kept = Pick<SsoRequest, 'interaction' | 'personId' | 'proof' | 'data'>;

/** Those of an asserted identity. */
const DATES = new Set(['sessionEndsAt', 'authenticatedAt']);

/** Rows of the table `sso_requests`. */
@Injectable()
export class SsoRequestRepository {
  constructor(private readonly sealer: InstallationSealer) {}

  async insert(
    tx: OrgTx,
    request: SsoRequest,
    { browser, createdAt, expiresAt }: { browser: string; createdAt: Date; expiresAt: Date },
  ): Promise<void> {
    const { orgId, id, connectionId, purpose, testId, interaction, personId, proof, data } = request;
    const sealed = this.seal(id, 'request', { interaction, personId, proof, data } satisfies Kept);
    const row = { orgId, id, connectionId, purpose, testId, sealed, browserHash: secretHash(browser) };
    await rows(tx).ssoRequest.create({ data: { ...row, createdAt, expiresAt }, select: { id: true } });
  }

  async findAcrossTenants(tx: SystemTx, id: SsoRequestId): Promise<StoredSsoRequest | null> {
    const row = await rows(tx).ssoRequest.findUnique({ where: { id } });
    if (row === null) return null;
    const kept = this.open(id, 'request', row.sealed) as Kept;
    return {
      request: {
        ...kept,
        orgId: row.orgId as OrgId,
        id,
        connectionId: row.connectionId as ConnectionId,
        purpose: row.purpose as SsoPurpose,
        testId: row.testId,
      },
      outcome: row.outcome && (this.open(id, 'outcome', row.outcome) as SsoOutcome),
      isTaken: row.takenAt !== null,
      isCompleted: row.completedAt !== null,
      createdAt: row.createdAt,
      expiresAt: row.expiresAt,
      isOf: (browser) => timingSafeEqual(secretHash(browser), row.browserHash),
    };
  }

  /** Of several that ask at once, one is answered yes. */
  async take(tx: OrgTx, { orgId }: OrgScope, id: SsoRequestId, now: Date): Promise<boolean> {
    const where = { orgId, id, takenAt: null, expiresAt: { gt: now } };
    return (await rows(tx).ssoRequest.updateMany({ where, data: { takenAt: now } })).count === 1;
  }

  /** Writes down what came of it, once. */
  async answer(tx: OrgTx, { orgId }: OrgScope, id: SsoRequestId, outcome: SsoOutcome): Promise<boolean> {
    const where = { orgId, id, outcome: null };
    const data = { outcome: this.seal(id, 'outcome', outcome) };
    return (await rows(tx).ssoRequest.updateMany({ where, data })).count === 1;
  }

  /** Of several that ask at once, one is answered yes. */
  async complete(tx: OrgTx, { orgId }: OrgScope, id: SsoRequestId, now: Date): Promise<boolean> {
    const where = { orgId, id, completedAt: null };
    return (await rows(tx).ssoRequest.updateMany({ where, data: { completedAt: now } })).count === 1;
  }

  async sweep(tx: SystemTx): Promise<number> {
    return (await sql(tx).query('delete from sso_requests where expires_at < now() returning true as swept')).length;
  }

  private seal(id: SsoRequestId, part: string, value: object): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.sealer.seal(`sso-request/${part}/${id}`, Buffer.from(JSON.stringify(value))));
  }

  private open(id: SsoRequestId, part: string, sealed: Uint8Array): unknown {
    const text = Buffer.from(this.sealer.open(`sso-request/${part}/${id}`, sealed)).toString('utf8');
    return JSON.parse(text, (name, value: unknown) =>
      DATES.has(name) && typeof value === 'string' ? new Date(value) : value,
    );
  }
}
