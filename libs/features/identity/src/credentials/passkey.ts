import type { Id, PersonId } from '#kernel';

export type PasskeyId = Id<'Passkey'>;

/** A key pair in a person's device, whose private half we never see (WebAuthn level 3). */
export interface Passkey {
  readonly id: PasskeyId;
  readonly personId: PersonId;
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

/** What verifies a passkey's answers. */
export interface PasskeyVerifier {
  readonly credentialId: string;
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** How often the authenticator says it was used; 0 for those that do not count. */
  readonly counter: number;
  readonly transports: readonly string[];
}
