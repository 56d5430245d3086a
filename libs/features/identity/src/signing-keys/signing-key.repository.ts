import { Injectable } from '@nestjs/common';
import type { JWK } from 'jose';
import type { SystemTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import { InstallationSealer } from '#platform/vault';
import type { SigningKey } from './signing-key.js';

const columns = { kid: true, sealed: true, activeFrom: true, retiresAt: true } as const;

/** Rows of the table `provider_signing_keys`; private halves are sealed and bound to their kid. */
@Injectable()
export class SigningKeyRepository {
  constructor(private readonly sealer: InstallationSealer) {}

  /** Until the transaction ends nobody else changes the keys. */
  async lock(tx: SystemTx): Promise<void> {
    await sql(tx).query("select pg_advisory_xact_lock(hashtext('castellan-signing-keys'))::text as held");
  }

  async list(tx: SystemTx): Promise<readonly SigningKey[]> {
    const found = await rows(tx).providerSigningKey.findMany({ select: columns, orderBy: { activeFrom: 'desc' } });
    return found.map(({ kid, sealed, activeFrom, retiresAt }) => {
      const jwk = JSON.parse(Buffer.from(this.sealer.open(purposeOf(kid), sealed)).toString('utf8')) as JWK;
      return { kid, jwk, activeFrom, retiresAt };
    });
  }

  async insert(tx: SystemTx, { kid, jwk, activeFrom, retiresAt }: SigningKey, now: Date): Promise<void> {
    const sealed = Uint8Array.from(this.sealer.seal(purposeOf(kid), Buffer.from(JSON.stringify(jwk))));
    await rows(tx).providerSigningKey.create({
      data: { kid, sealed, createdAt: now, activeFrom, retiresAt },
      select: { kid: true },
    });
  }

  async retire(tx: SystemTx, kid: string, at: Date): Promise<void> {
    await rows(tx).providerSigningKey.updateMany({ where: { kid }, data: { retiresAt: at } });
  }

  async remove(tx: SystemTx, kids: readonly string[]): Promise<void> {
    await rows(tx).providerSigningKey.deleteMany({ where: { kid: { in: [...kids] } } });
  }
}

const purposeOf = (kid: string): string => `signing-key/${kid}`;
