import { constants, createHash, type KeyObject, sign, verify } from 'node:crypto';

export const EXCLUSIVE_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
export const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
export const ECDSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256';
export const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';

interface SignatureMethod {
  readonly keyType: 'ec' | 'rsa';
  readonly hash: 'sha256' | 'sha384' | 'sha512';
  readonly padding?: 'pss';
}

/** What may sign (RFC 9231). SHA-1 and every HMAC are absent: a public key taken for a shared secret would let anybody sign. */
const SIGNATURES: ReadonlyMap<string, SignatureMethod> = new Map([
  [RSA_SHA256, { keyType: 'rsa', hash: 'sha256' }],
  ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha384', { keyType: 'rsa', hash: 'sha384' }],
  ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha512', { keyType: 'rsa', hash: 'sha512' }],
  ['http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1', { keyType: 'rsa', hash: 'sha256', padding: 'pss' }],
  ['http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1', { keyType: 'rsa', hash: 'sha384', padding: 'pss' }],
  ['http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1', { keyType: 'rsa', hash: 'sha512', padding: 'pss' }],
  [ECDSA_SHA256, { keyType: 'ec', hash: 'sha256' }],
  ['http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384', { keyType: 'ec', hash: 'sha384' }],
  ['http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512', { keyType: 'ec', hash: 'sha512' }],
]);

const DIGESTS: ReadonlyMap<string, string> = new Map([
  [SHA256, 'sha256'],
  ['http://www.w3.org/2001/04/xmldsig-more#sha384', 'sha384'],
  ['http://www.w3.org/2001/04/xmlenc#sha512', 'sha512'],
]);

export const isSignatureAllowed = (algorithm: string | undefined): boolean => SIGNATURES.has(algorithm ?? '');
export const isDigestAllowed = (algorithm: string | undefined): boolean => DIGESTS.has(algorithm ?? '');
export const allowedSignatures = (): readonly string[] => [...SIGNATURES.keys()];
export const allowedDigests = (): readonly string[] => [...DIGESTS.keys()];

export function digestBase64(algorithm: string, text: string): string {
  return createHash(DIGESTS.get(algorithm) ?? '')
    .update(text)
    .digest('base64');
}

/** False for a key that is not of the algorithm's kind, and for every algorithm that is not allowed. */
export function isSignedBy(key: KeyObject, algorithm: string, text: string, signature: Buffer): boolean {
  const method = SIGNATURES.get(algorithm);
  if (!method || method.keyType !== key.asymmetricKeyType) return false;
  return verify(method.hash, Buffer.from(text), { key, ...encodingOf(method) }, signature);
}

/** @param key RSA or EC; the algorithm that suits it is `signatureAlgorithmFor` */
export function signText(key: KeyObject, algorithm: string, text: string): Buffer {
  const method = SIGNATURES.get(algorithm);
  if (!method || method.keyType !== key.asymmetricKeyType) throw new TypeError(`the key cannot sign with ${algorithm}`);
  return sign(method.hash, Buffer.from(text), { key, ...encodingOf(method) });
}

export const signatureAlgorithmFor = (key: KeyObject): string =>
  key.asymmetricKeyType === 'ec' ? ECDSA_SHA256 : RSA_SHA256;

// RFC 9231 2.3.6: an ECDSA value is r and s side by side. 2.3.10: the salt is as long as the digest.
function encodingOf(method: SignatureMethod): { dsaEncoding?: 'ieee-p1363'; padding?: number; saltLength?: number } {
  if (method.keyType === 'ec') return { dsaEncoding: 'ieee-p1363' };
  if (method.padding !== 'pss') return { padding: constants.RSA_PKCS1_PADDING };
  return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
}
