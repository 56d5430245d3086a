import { hash } from 'node:crypto';
import type { VerificationKey } from '#contracts';
import type { NoteKey } from '#engines/ledger';

/** What an auditor or a machine verifies an org's checkpoints with. */
export interface LedgerPublicKey extends VerificationKey {
  readonly name: string;
}

const KEY_ID_DIGITS = 16;

/** As every verification key of the product is named: the first 16 hex digits of the SHA-256 of its raw bytes. */
export const keyIdOf = (raw: Uint8Array): string => hash('sha256', raw, 'hex').slice(0, KEY_ID_DIGITS);

export const toPublicKey = ({ name, publicKey }: NoteKey): LedgerPublicKey => ({
  name,
  keyid: keyIdOf(publicKey),
  publicKey: Buffer.from(publicKey).toString('base64'),
});
