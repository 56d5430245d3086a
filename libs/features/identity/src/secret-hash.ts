import { hash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;

/** A fresh token of 256 random bits, in base64url. */
export const newToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url');

/** What is kept of a token of high entropy: whoever reads the table cannot use it. */
export const secretHash = (secret: string): Uint8Array<ArrayBuffer> => new Uint8Array(hash('sha256', secret, 'buffer'));

export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
