import type { KeyObject } from 'node:crypto';

/** What a data key is bound to: a vault opens it for the same org and purpose, and for no other. */
export interface KeyContext {
  readonly org: string;
  readonly purpose: string;
}

export interface DataKey {
  /** 256 bits, for AES-GCM. Never leaves the process. */
  readonly key: KeyObject;
  /** The same key as the vault alone can open it: what is stored. */
  readonly wrapped: Uint8Array;
  /** Which of the vault's keys wrapped it: an ARN, or the name of the local keyring. */
  readonly keyRef: string;
}

/** Port: keeps the keys that wrap data keys. Whoever takes the vault's key away makes all that hangs on it unreadable. */
export abstract class KeyVault {
  abstract readonly name: 'local' | 'aws-kms';
  /** @throws KeyUnavailable */
  abstract generateDataKey(context: KeyContext): Promise<DataKey>;
  /** @throws KeyUnavailable */
  abstract decrypt(wrapped: Uint8Array, context: KeyContext): Promise<KeyObject>;
}
