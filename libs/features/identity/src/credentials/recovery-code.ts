import { randomBytes } from 'node:crypto';
import { secretHash } from '../secret-hash.js';

const CODES = 10;
const CODE_LENGTH = 16;
/** Crockford's base32 without I, L, O, U: nothing that looks like something else. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Ten codes of 80 random bits, each good once, such as `7K2M-0QXR-94TB-HV3D`. */
export const newRecoveryCodes = (): readonly string[] => Array.from({ length: CODES }, newCode);

function newCode(): string {
  const letters = Array.from(randomBytes(CODE_LENGTH), (byte) => ALPHABET[byte % ALPHABET.length] ?? '').join('');
  return (letters.match(/.{4}/g) ?? []).join('-');
}

/** What is kept of a code. As people type it: any case, any spacing, O for 0 and I or L for 1. */
export function hashOfRecoveryCode(personId: string, typed: string): Uint8Array<ArrayBuffer> {
  const canonical = typed
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  return secretHash(`${personId}\u0000${canonical}`);
}
