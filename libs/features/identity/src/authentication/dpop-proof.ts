import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, type JWTPayload, type JWTVerifyResult, jwtVerify } from 'jose';
import { ProofRefused } from './authentication.errors.js';

const ALGORITHMS = ['ES256', 'EdDSA', 'Ed25519'];
const LONGEST_PROOF = 4_096;
const LONGEST_JTI = 256;
/** How far from our clock a proof may be dated, either way. */
export const PROOF_WINDOW_SECONDS = 60;

/** The request that a proof must be for. */
export interface ProvenRequest {
  readonly method: string;
  /** Origin and path, without query or fragment. */
  readonly url: URL;
  /** The access token that it comes with; absent where there is none yet. */
  readonly accessToken?: string;
  readonly now: Date;
}

export interface Proof {
  /** Thumbprint of the key (RFC 7638). */
  readonly keyThumbprint: string;
  readonly jti: string;
  readonly issuedAt: Date;
}

/** Checks a DPoP proof against its request, in the order of RFC 9449 section 4.3. Whether it was seen before is for the caller to ask. @throws ProofRefused */
export async function verifyProof(text: string, request: ProvenRequest): Promise<Proof> {
  const { payload, protectedHeader } = await verified(text);
  const { jwk } = protectedHeader;
  if (jwk === undefined || 'd' in jwk) throw refused('it must carry its public key, and that alone');
  const jti = idOf(payload);
  if (payload['htm'] !== request.method) throw refused('it is for another method');
  if (!isSameAddress(payload['htu'], request.url)) throw refused('it is for another address');
  if (typeof payload.iat !== 'number') throw refused('it has no date');
  const issuedAt = new Date(payload.iat * 1_000);
  checkWindow(issuedAt, request.now);
  const expected =
    request.accessToken === undefined
      ? undefined
      : createHash('sha256').update(request.accessToken).digest('base64url');
  if (payload['ath'] !== expected) throw refused('it is for another token');
  return { keyThumbprint: await calculateJwkThumbprint(jwk), jti, issuedAt };
}

function idOf({ jti }: JWTPayload): string {
  if (typeof jti !== 'string' || jti === '' || jti.length > LONGEST_JTI) throw refused('it has no id');
  return jti;
}

/** @throws ProofRefused when the proof is too old, or from the future */
export function checkWindow(issuedAt: Date, now: Date): void {
  if (!isInWindow(issuedAt, now))
    throw refused(`it is dated more than ${PROOF_WINDOW_SECONDS} s from now; check this machine's clock`);
}

/** A date that is none is in no window. */
export const isInWindow = (issuedAt: Date, now: Date): boolean =>
  Math.abs(now.getTime() - issuedAt.getTime()) <= PROOF_WINDOW_SECONDS * 1_000;

async function verified(text: string): Promise<JWTVerifyResult> {
  if (text.length > LONGEST_PROOF) throw refused('it is too long');
  try {
    return await jwtVerify(text, EmbeddedJWK, { typ: 'dpop+jwt', algorithms: ALGORITHMS });
  } catch (error) {
    throw new ProofRefused(
      'Send a DPoP proof that verifies: it is no signed JWT of type dpop+jwt by the key that it carries.',
      {},
      { cause: error },
    );
  }
}

/** RFC 9449 section 4.3, check 9: compared after normalisation, without query and fragment. */
function isSameAddress(htu: unknown, url: URL): boolean {
  if (typeof htu !== 'string') return false;
  const claimed = URL.parse(htu);
  return claimed !== null && claimed.origin === url.origin && claimed.pathname === url.pathname;
}

const refused = (why: string): ProofRefused => new ProofRefused(`Make a new DPoP proof for this request: ${why}.`);
