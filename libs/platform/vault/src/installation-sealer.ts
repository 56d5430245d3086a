import type { KeyObject } from 'node:crypto';
import { derivedKey, unwrap, wrap } from './key-wrap.js';

/**
 * Seals what belongs to the installation and to no org's vault: TOTP secrets, signing keys. Under the master key, bound to a purpose;
 * include the row's id in the purpose where rows could be exchanged.
 */
export class InstallationSealer {
  private readonly key: KeyObject;

  /** @param masterKey 32 bytes */
  constructor(masterKey: Uint8Array) {
    this.key = derivedKey(masterKey, 'castellan/installation-sealer/v1');
  }

  seal(purpose: string, plaintext: Uint8Array): Uint8Array {
    return wrap(this.key, purpose, plaintext);
  }

  /** @throws Error when it was altered, sealed for another purpose, or under another master key */
  open(purpose: string, sealed: Uint8Array): Uint8Array {
    try {
      return unwrap(this.key, purpose, sealed);
    } catch (error) {
      throw new Error(
        `What was sealed for "${purpose}" cannot be opened: it was altered, or CASTELLAN_MASTER_KEY is not the key it was sealed with.`,
        {
          cause: error,
        },
      );
    }
  }
}
