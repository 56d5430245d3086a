import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { OrgId } from '#kernel';
import { type NoteSigner, rawPublicKey } from '#engines/ledger';
import type { OrgTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import type { InstallationSealer } from '#platform/vault';
import { ledgerName } from './ledger-entry.js';
import { keyIdOf } from './ledger-public-key.js';

const MOST_CACHED = 10_000;

interface KeyRow {
  readonly name: string;
  readonly public_key: Uint8Array;
  readonly sealed_private: Uint8Array;
}

/**
 * The keys that sign checkpoints. They are the installation's own and sealed by it, not by the org's vault: an org that revokes its
 * data key can still act, and what it does is still recorded.
 */
export class LedgerKeyRepository {
  private readonly signers = new LRUCache<string, NoteSigner>({ max: MOST_CACHED });

  constructor(private readonly sealer: InstallationSealer) {}

  async create(tx: OrgTx, orgId: OrgId, now: Date): Promise<string> {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const raw = rawPublicKey(publicKey);
    const keyid = keyIdOf(raw);
    const sealed = this.sealer.seal(purposeOf(orgId, keyid), privateKey.export({ format: 'der', type: 'pkcs8' }));
    await sql(tx).query(
      'insert into ledger_keys (org_id, keyid, name, public_key, sealed_private, created_at) values ($1::uuid, $2, $3, $4, $5, $6)',
      [orgId, keyid, ledgerName(orgId), raw, Buffer.from(sealed), now],
    );
    return keyid;
  }

  /** By the id that the head names, so that a key whose creation was rolled back is never used. */
  async signer(tx: OrgTx, orgId: OrgId, keyid: string): Promise<NoteSigner> {
    const known = this.signers.get(keyid);
    if (known) return known;
    const [row] = await sql(tx).query<KeyRow>(
      'select name, public_key, sealed_private from ledger_keys where org_id = $1::uuid and keyid = $2',
      [orgId, keyid],
    );
    if (row === undefined) throw new Error(`The ledger of ${orgId} names a key that is not there: ${keyid}.`);
    const signer = {
      name: row.name,
      publicKey: row.public_key,
      privateKey: this.opened(orgId, keyid, row.sealed_private),
    };
    this.signers.set(keyid, signer);
    return signer;
  }

  private opened(orgId: OrgId, keyid: string, sealed: Uint8Array): KeyObject {
    const der = this.sealer.open(purposeOf(orgId, keyid), sealed);
    return createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
  }
}

const purposeOf = (orgId: OrgId, keyid: string): string => `ledger-key/${orgId}/${keyid}`;
