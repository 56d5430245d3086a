import type { JWK } from 'jose';

/** A key that signs ID tokens (ES256). */
export interface SigningKey {
  readonly kid: string;
  /** With its private half. */
  readonly jwk: JWK;
  /** Published from its making; used from here on. */
  readonly activeFrom: Date;
  /** Withdrawn at this moment; null while no other has taken its place. */
  readonly retiresAt: Date | null;
}

/** A key as the rules of rotation see it. */
export type KeyTerm = Pick<SigningKey, 'kid' | 'activeFrom' | 'retiresAt'>;
