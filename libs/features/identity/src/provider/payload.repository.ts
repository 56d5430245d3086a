import { Injectable } from '@nestjs/common';
import type { AdapterPayload } from 'oidc-provider';
import { isUuid } from '#kernel';
import type { SystemTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import { InstallationSealer } from '#platform/vault';
import { hexOf, secretHash } from '../secret-hash.js';

/** Names one row of the provider: what it is, and its id, which for tokens is the token itself. */
export interface PayloadKey {
  readonly kind: string;
  readonly id: string;
}

/** Where a row was found, and as what. */
export interface Place {
  readonly idHash: Uint8Array<ArrayBuffer>;
  readonly sealed: Uint8Array<ArrayBuffer>;
}

type Row = { idHash: Uint8Array; sealed: Uint8Array; consumedAt: Date | null };
const columns = { idHash: true, sealed: true, consumedAt: true } as const;

/** Rows of the table `provider_payloads`: ids are hashed, payloads sealed and bound to their row. */
@Injectable()
export class PayloadRepository {
  constructor(private readonly sealer: InstallationSealer) {}

  async find(tx: SystemTx, { kind, id }: PayloadKey): Promise<AdapterPayload | null> {
    const [row] = await sql(tx).query<Row & Record<string, unknown>>(
      `select id_hash as "idHash", sealed, consumed_at as "consumedAt" from provider_payloads where kind = $1 and id_hash = $2::bytea`,
      [kind, secretHash(id)],
      'payload.find',
    );
    return row === undefined ? null : { ...this.opened(kind, row), jti: id };
  }

  /** Without its id, which only its bearer knows. */
  async findByUid(tx: SystemTx, kind: string, uid: string): Promise<AdapterPayload | null> {
    const row = await rows(tx).providerPayload.findFirst({
      where: { kind, uidHash: secretHash(uid) },
      select: columns,
    });
    return row && this.opened(kind, row);
  }

  /** A device code, found by what the person types. */
  async findByUserCode(
    tx: SystemTx,
    kind: string,
    userCode: string,
  ): Promise<{ payload: AdapterPayload; place: Place } | null> {
    const row = await rows(tx).providerPayload.findFirst({
      where: { kind, userCodeHash: secretHash(userCode) },
      select: columns,
    });
    return (
      row && {
        payload: this.opened(kind, row),
        place: { idHash: Uint8Array.from(row.idHash), sealed: Uint8Array.from(row.sealed) },
      }
    );
  }

  async put(tx: SystemTx, { kind, id }: PayloadKey, payload: AdapterPayload, expiresAt: Date): Promise<void> {
    const idHash = secretHash(id);
    const { sealed, grantId, uidHash, userCodeHash } = this.written(kind, idHash, payload);
    await sql(tx).query(
      `insert into provider_payloads (kind, id_hash, sealed, grant_id, uid_hash, user_code_hash, expires_at)
       values ($1, $2::bytea, $3::bytea, $4::uuid, $5::bytea, $6::bytea, $7::timestamptz)
       on conflict (kind, id_hash) do update set sealed = excluded.sealed, grant_id = excluded.grant_id, uid_hash = excluded.uid_hash,
         user_code_hash = excluded.user_code_hash, expires_at = excluded.expires_at`,
      [kind, idHash, sealed, grantId, uidHash, userCodeHash, expiresAt],
    );
  }

  /** As `put`, for what may be there only once; answers whether it was not there before. */
  async putOnce(tx: SystemTx, { kind, id }: PayloadKey, payload: AdapterPayload, expiresAt: Date): Promise<boolean> {
    const idHash = secretHash(id);
    const data = [{ kind, idHash, ...this.written(kind, idHash, payload), expiresAt }];
    return (await rows(tx).providerPayload.createMany({ data, skipDuplicates: true })).count === 1;
  }

  /** Changes a row found by something else than its id, if it is still as it was found; of several at once, one is answered yes. */
  async rewrite(tx: SystemTx, kind: string, { idHash, sealed }: Place, payload: AdapterPayload): Promise<boolean> {
    const data = this.written(kind, idHash, payload);
    return (
      (await rows(tx).providerPayload.updateMany({ where: { kind, idHash, sealed, consumedAt: null }, data })).count ===
      1
    );
  }

  /** Marks it used; of several at once, one is answered yes. */
  async consume(tx: SystemTx, { kind, id }: PayloadKey, now: Date): Promise<boolean> {
    const where = { kind, idHash: secretHash(id), consumedAt: null };
    return (await rows(tx).providerPayload.updateMany({ where, data: { consumedAt: now } })).count === 1;
  }

  /** Of several that ask at once, one is answered that it was there. */
  async remove(tx: SystemTx, { kind, id }: PayloadKey): Promise<boolean> {
    const removed = await sql(tx).query(
      'delete from provider_payloads where kind = $1 and id_hash = $2::bytea returning true as removed',
      [kind, secretHash(id)],
      'payload.remove',
    );
    return removed.length === 1;
  }

  /** Everything that was issued by a grant, and the grant. */
  async removeGrant(tx: SystemTx, grantId: string): Promise<void> {
    await rows(tx).providerPayload.deleteMany({ where: { grantId } });
    await this.remove(tx, { kind: 'Grant', id: grantId });
  }

  async sweep(tx: SystemTx, now: Date): Promise<number> {
    return (await rows(tx).providerPayload.deleteMany({ where: { expiresAt: { lte: now } } })).count;
  }

  private written(kind: string, idHash: Uint8Array, { jti: _secret, consumed: _column, ...payload }: AdapterPayload) {
    const { grantId, uid, userCode } = payload;
    return {
      sealed: new Uint8Array(this.sealer.seal(purposeOf(kind, idHash), Buffer.from(JSON.stringify(payload)))),
      grantId: grantId !== undefined && isUuid(grantId) ? grantId : null,
      uidHash: kind === 'Session' && uid !== undefined ? secretHash(uid) : null,
      userCodeHash: userCode === undefined ? null : secretHash(userCode),
    };
  }

  private opened(kind: string, { idHash, sealed, consumedAt }: Row): AdapterPayload {
    const payload = JSON.parse(
      Buffer.from(this.sealer.open(purposeOf(kind, idHash), sealed)).toString('utf8'),
    ) as AdapterPayload;
    return consumedAt === null ? payload : { ...payload, consumed: Math.floor(consumedAt.getTime() / 1_000) };
  }
}

const purposeOf = (kind: string, idHash: Uint8Array): string => `provider/${kind}/${hexOf(idHash)}`;
