import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { OrgDatabase } from '#platform/database';
import { Trail } from '#platform/trail';
import { KeyVault } from '#platform/vault';
import type { DataKeyVersion, KeyPurpose } from './data-key.js';
import { DataKeyRepository } from './data-key.repository.js';

@Injectable()
export class DataKeyService {
  constructor(
    private readonly db: OrgDatabase,
    private readonly keys: DataKeyRepository,
    private readonly vault: KeyVault,
    private readonly trail: Trail,
  ) {}

  list(ctx: RequestContext): Promise<readonly DataKeyVersion[]> {
    return this.db.within(ctx, (tx) => this.keys.list(tx, ctx));
  }

  /**
   * Seals from now on under a new key. What older keys sealed stays readable through them.
   * @throws KeyUnavailable @throws RotationRaced
   */
  async rotate(ctx: RequestContext, purpose: KeyPurpose): Promise<DataKeyVersion> {
    // Before the transaction: a vault may take seconds, and a transaction holds a connection.
    const { wrapped, keyRef } = await this.vault.generateDataKey({ org: ctx.orgId, purpose });
    const vault = this.vault.name;
    return this.db.within(ctx, async (tx) => {
      const version = 1 + (await this.keys.lastVersion(tx, ctx, purpose));
      await this.keys.replace(tx, ctx, { purpose, version, vault, keyRef, wrapped });
      await this.trail.record(tx, ctx, {
        action: 'key.rotated',
        target: { kind: 'key', id: purpose, label: `${purpose} v${version}` },
        facts: { version, vault },
      });
      return { purpose, version, state: 'active', vault, createdAt: ctx.now, retiredAt: null };
    });
  }
}
