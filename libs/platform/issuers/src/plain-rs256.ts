import { KeyObject, verify } from 'node:crypto';
import type { CompactJWSHeaderParameters, JWTVerifyGetKey } from 'jose';

/** RFC 7518 section 3.3. */
const SHORTEST_MODULUS_BITS = 2_048;

interface Proven {
  readonly protectedHeader: CompactJWSHeaderParameters;
  readonly payload: Uint8Array;
}

/** A key of the web platform as OpenSSL takes it. */
const known = new WeakMap<CryptoKey, KeyObject>();

/**
 * Takes a token that is plainly good: RS256, with no extension that must be understood, signed by a key for just that. It says no to none: what is
 * anything else, wrong signatures too, is null here and for jose to judge. jose has the web platform check a signature, which hands twenty microseconds
 * of work to another thread and takes longer to hear of it than they last.
 * @param token three parts in base64url
 * @throws what `keys` throws
 */
export async function plainlyProven(token: string, keys: JWTVerifyGetKey): Promise<Proven | null> {
  const [head = '', body = '', signature = '', ...others] = token.split('.');
  if (others.length > 0) return null;
  const protectedHeader = headerIn(head);
  if (protectedHeader === null) return null;
  const key = await keys(protectedHeader, { protected: head, payload: body, signature });
  if (!(key instanceof CryptoKey) || !isForRs256(key)) return null;
  const object = known.get(key) ?? KeyObject.from(key);
  known.set(key, object);
  const isProven = verify('sha256', Buffer.from(`${head}.${body}`), object, Buffer.from(signature, 'base64url'));
  return isProven ? { protectedHeader, payload: Buffer.from(body, 'base64url') } : null;
}

function headerIn(head: string): CompactJWSHeaderParameters | null {
  try {
    const header = JSON.parse(Buffer.from(head, 'base64url').toString('utf8')) as Record<string, unknown> | null;
    const isPlain = header?.['alg'] === 'RS256' && !('crit' in header) && !('b64' in header);
    return isPlain ? (header as unknown as CompactJWSHeaderParameters) : null;
  } catch {
    return null;
  }
}

function isForRs256({ type, usages, algorithm }: CryptoKey): boolean {
  const { name, hash, modulusLength } = algorithm as RsaHashedKeyAlgorithm;
  const isRs256 = name === 'RSASSA-PKCS1-v1_5' && hash.name === 'SHA-256' && modulusLength >= SHORTEST_MODULUS_BITS;
  return isRs256 && type === 'public' && usages.includes('verify');
}
