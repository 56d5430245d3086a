/** How a key that signs bundles lives: it signs; it signs beside its successor until `retiresAt`; its secret half is gone. */
export type BundleKeyState = 'active' | 'retiring' | 'retired';

export interface BundleKey {
  /** First 16 hex digits of the SHA-256 of the public key. */
  readonly keyid: string;
  /** 32 raw bytes. */
  readonly publicKey: Uint8Array;
  readonly state: BundleKeyState;
  readonly createdAt: Date;
  readonly retiresAt: Date | null;
}

/** A key that still signs, with its seed as the installation's key sealed it. */
export interface SealedBundleKey extends BundleKey {
  readonly sealedSeed: Uint8Array;
}

const DAY_MS = 86_400_000;
/** A key that signs for longer than this is rotated by the daily job. */
export const ROTATE_AFTER_MS = 90 * DAY_MS;
/** A machine that was away for longer than this knows no key that still signs, and has to enrol again. */
export const OVERLAP_MS = 90 * DAY_MS;
/** A bundle carries a signature of each, and machines take no more than this. */
export const MOST_SIGNING_KEYS = 8;
