import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SEED_BYTES, type SigningKey, signingKeyFrom } from '#engines/bundle';
import type { OrgId } from '#kernel';
import { InstallationSealer } from '#platform/vault';
import type { SealedBundleKey } from './bundle-key.js';
import { BundleKeyUnreadable } from './bundle-key.errors.js';

/** Makes keys and opens them again; between the two their seeds are sealed under the installation's key, bound to org and key. */
@Injectable()
export class BundleKeySafe {
  constructor(private readonly sealer: InstallationSealer) {}

  fresh(orgId: OrgId): Pick<SealedBundleKey, 'keyid' | 'publicKey' | 'sealedSeed'> {
    const seed = randomBytes(SEED_BYTES);
    const { keyid, publicKey } = signingKeyFrom(seed);
    return {
      keyid,
      publicKey: Buffer.from(publicKey, 'base64'),
      sealedSeed: this.sealer.seal(purposeOf(orgId, keyid), seed),
    };
  }

  /** @throws BundleKeyUnreadable */
  open(orgId: OrgId, { keyid, sealedSeed }: SealedBundleKey): SigningKey {
    try {
      return signingKeyFrom(this.sealer.open(purposeOf(orgId, keyid), sealedSeed));
    } catch (error) {
      throw new BundleKeyUnreadable(
        'A key that signs bundles cannot be opened: it was changed in the database, or the master key is another. Restore either from a backup.',
        { keyid },
        { cause: error },
      );
    }
  }
}

const purposeOf = (orgId: OrgId, keyid: string): string => `bundle-key/${orgId}/${keyid}`;
