import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomUUID,
} from 'node:crypto';
import { SignJWT } from 'jose';

/** The machine's key: tokens are bound to it, so a stolen token is worth nothing without it (RFC 9449). */
export interface DpopKey {
  readonly privateKey: KeyObject;
  readonly publicJwk: { readonly kty: string; readonly crv: string; readonly x: string; readonly y: string };
}

export interface ProofOf {
  readonly method: string;
  readonly url: URL;
  readonly now: Date;
  readonly accessToken?: string | undefined;
  /** What the server asked to be repeated (RFC 9449 section 8). */
  readonly nonce?: string | undefined;
}

export const newDpopKey = (): DpopKey => dpopKeyOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);

export const exportDpopKey = ({ privateKey }: DpopKey): JsonWebKey => privateKey.export({ format: 'jwk' });

/** @throws when `jwk` is no private P-256 key */
export const importDpopKey = (jwk: JsonWebKey): DpopKey => dpopKeyOf(createPrivateKey({ key: jwk, format: 'jwk' }));

function dpopKeyOf(privateKey: KeyObject): DpopKey {
  const { kty, crv, x, y } = privateKey.export({ format: 'jwk' });
  if (kty !== 'EC' || crv !== 'P-256' || x === undefined || y === undefined)
    throw new TypeError('A DPoP key is a P-256 key.');
  return { privateKey, publicJwk: { kty, crv, x, y } };
}

/** A proof for one request (RFC 9449 section 4.2); it is good once. */
export function dpopProof(key: DpopKey, { method, url, now, accessToken, nonce }: ProofOf): Promise<string> {
  const claims = {
    jti: randomUUID(),
    htm: method,
    htu: `${url.origin}${url.pathname}`,
    ...(accessToken !== undefined && { ath: createHash('sha256').update(accessToken).digest('base64url') }),
    ...(nonce !== undefined && { nonce }),
  };
  return new SignJWT(claims)
    .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk: { ...key.publicJwk } })
    .setIssuedAt(now)
    .sign(key.privateKey);
}
