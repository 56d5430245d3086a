import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, type OrgId } from '#kernel';
import { OrgDatabase } from '#platform/database';
import { KeyVault } from '#platform/vault';
import type { KeyPurpose, TakenKey } from './data-key.js';
import { DataKeyMissing } from './data-key.errors.js';
import { DataKeyRepository } from './data-key.repository.js';

/** Fetches data keys from where they lie wrapped, and has the vault open them. Remembers nothing. */
@Injectable()
export class DataKeySource {
  constructor(
    private readonly db: OrgDatabase,
    private readonly vault: KeyVault,
    private readonly repository: DataKeyRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * The active key to seal with, under an invocation of its own; made when the org has none.
   * @throws KeyUnavailable
   */
  async take(orgId: OrgId, purpose: KeyPurpose): Promise<TakenKey> {
    return (await this.taken(orgId, purpose)) ?? this.make(orgId, purpose);
  }

  /** @throws KeyUnavailable */
  async open(
    orgId: OrgId,
    purpose: KeyPurpose,
    { version, wrapped }: { version: number; wrapped?: Uint8Array },
  ): Promise<KeyObject> {
    return this.vault.decrypt(wrapped ?? (await this.wrappedKey(orgId, purpose, version)), { org: orgId, purpose });
  }

  private async wrappedKey(orgId: OrgId, purpose: KeyPurpose, version: number): Promise<Uint8Array> {
    const found = await this.db.within({ orgId }, (tx) => this.repository.find(tx, orgId, { purpose, version }));
    if (found) return found.wrapped;
    throw new DataKeyMissing(
      `Version ${version} of the key "${purpose}" is not in the database. Restore it from a backup.`,
    );
  }

  private taken(orgId: OrgId, purpose: KeyPurpose): Promise<TakenKey | null> {
    return this.db.within({ orgId }, (tx) => this.repository.take(tx, orgId, purpose));
  }

  /** Two processes may make the first key at once: both then take the one that was stored. */
  private async make(orgId: OrgId, purpose: KeyPurpose): Promise<TakenKey> {
    const { wrapped, keyRef } = await this.vault.generateDataKey({ org: orgId, purpose });
    const key = { purpose, version: 1, vault: this.vault.name, keyRef, wrapped };
    await this.db.within({ orgId }, (tx) => this.repository.insertFirst(tx, { orgId, now: this.clock.now() }, key));
    const taken = await this.taken(orgId, purpose);
    if (taken === null) throw new DataKeyMissing(`The key "${purpose}" was made and is gone. Try again.`);
    return taken;
  }
}
