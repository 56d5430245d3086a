/** What a data key is for. A key of one purpose opens nothing of another. */
export const KEY_PURPOSES = ['event-content'] as const;
export type KeyPurpose = (typeof KEY_PURPOSES)[number];

/** One version of an org's data key. The active one seals; retired ones only open what they sealed. */
export interface DataKeyVersion {
  readonly purpose: KeyPurpose;
  readonly version: number;
  readonly state: 'active' | 'retired';
  /** Which kind of vault wrapped it. */
  readonly vault: 'local' | 'aws-kms';
  readonly createdAt: Date;
  readonly retiredAt: Date | null;
}

export interface WrappedKey {
  readonly version: number;
  readonly wrapped: Uint8Array;
}

/** A key taken to seal with: nobody else has this invocation of it. */
export interface TakenKey extends WrappedKey {
  readonly invocation: number;
}

export interface NewDataKey {
  readonly purpose: KeyPurpose;
  readonly version: number;
  readonly vault: 'local' | 'aws-kms';
  readonly keyRef: string;
  readonly wrapped: Uint8Array;
}
