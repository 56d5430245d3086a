import { deflateSync, Inflate, strFromU8, strToU8 } from 'fflate';
import { isSignatureAllowed, isSignedBy, signatureAlgorithmFor, signText } from './algorithms.js';
import { base64Bytes } from './base64.js';
import { type SamlCertificate } from './certificate.js';
import { demand, SamlRefusal } from './refusal.js';
import { type Signer } from './sign.js';
import { counting, type SigningTrust } from './signature.js';
import { MAX_BYTES } from './xml.js';

export type MessageKind = 'SAMLRequest' | 'SAMLResponse';

export interface OutgoingMessage {
  readonly kind: MessageKind;
  readonly xml: string;
  readonly relayState: string | null;
}

/** The address that carries a message (SAML bindings 3.4.4.1), signed when there is a signer. */
export function redirectAddress(
  location: string,
  { kind, xml, relayState }: OutgoingMessage,
  signer: Signer | null,
): string {
  const packed = Buffer.from(deflateSync(strToU8(xml))).toString('base64');
  const parts = [`${kind}=${encodeURIComponent(packed)}`];
  if (relayState !== null) parts.push(`RelayState=${encodeURIComponent(relayState)}`);
  if (signer !== null) {
    const algorithm = signatureAlgorithmFor(signer.key);
    parts.push(`SigAlg=${encodeURIComponent(algorithm)}`);
    parts.push(`Signature=${encodeURIComponent(signText(signer.key, algorithm, parts.join('&')).toString('base64'))}`);
  }
  return `${location}${location.includes('?') ? '&' : '?'}${parts.join('&')}`;
}

/** The value of the form field (SAML bindings 3.5.4). */
export const postValue = (xml: string): string => Buffer.from(xml).toString('base64');

/** @throws SamlRefusal encoding_invalid, too_large */
export function readPostValue(value: string): string {
  demand(value.length <= MAX_BYTES * 1.5, 'too_large', 'The message is too large.');
  return utf8(base64Bytes(value));
}

/** A message that came as an address, its parts as they were written: the signature is over that spelling. */
export interface RedirectMessage {
  readonly kind: MessageKind;
  readonly xml: string;
  readonly relayState: string | null;
  readonly signature: RedirectSignature | null;
}

export interface RedirectSignature {
  readonly algorithm: string;
  readonly value: Buffer;
  readonly signedText: string;
}

const PARTS = ['SAMLRequest', 'SAMLResponse', 'RelayState', 'SigAlg', 'Signature', 'SAMLEncoding'];
const DEFLATE = 'urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE';

/**
 * Reads the query of an address. A part that comes twice is refused: two readers could take one each.
 * @param query as it stood in the address, without the question mark
 * @throws SamlRefusal encoding_invalid, structure_refused, too_large, xml_refused
 */
export function readRedirect(query: string): RedirectMessage {
  const raw = new Map<string, string>();
  for (const part of query.split('&')) {
    const [name, value] = [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)];
    if (!PARTS.includes(name)) continue;
    demand(!raw.has(name), 'structure_refused', `${name} comes twice.`);
    raw.set(name, value);
  }
  const kinds = (['SAMLRequest', 'SAMLResponse'] as const).filter((name) => raw.has(name));
  const [kind] = kinds;
  demand(kind !== undefined && kinds.length === 1, 'structure_refused', 'The address must carry one SAML message.');
  const encoding = raw.get('SAMLEncoding');
  const isDeflated = encoding === undefined || decoded(encoding) === DEFLATE;
  demand(isDeflated, 'encoding_invalid', 'The message is packed in a way that is not known here.');
  const relayState = raw.get('RelayState');
  return {
    kind,
    xml: inflated(base64Bytes(decoded(raw.get(kind) ?? ''))),
    relayState: relayState === undefined ? null : decoded(relayState),
    signature: signatureOf(raw, kind),
  };
}

function signatureOf(raw: ReadonlyMap<string, string>, kind: MessageKind): RedirectSignature | null {
  const [algorithm, value] = [raw.get('SigAlg'), raw.get('Signature')];
  if (algorithm === undefined || value === undefined) return null;
  const signed = [kind, 'RelayState', 'SigAlg'].filter((name) => raw.has(name));
  return {
    algorithm: decoded(algorithm),
    value: base64Bytes(decoded(value)),
    signedText: signed.map((name) => `${name}=${raw.get(name) ?? ''}`).join('&'),
  };
}

/** @throws SamlRefusal algorithm_refused, certificate_expired, signature_invalid, signature_missing */
export function verifyRedirect({ signature }: RedirectMessage, trust: SigningTrust): SamlCertificate {
  demand(signature !== null, 'signature_missing', 'The message is not signed.');
  const { algorithm, value, signedText } = signature;
  demand(isSignatureAllowed(algorithm), 'algorithm_refused', `Signed with ${algorithm || 'nothing named'}.`);
  const signers = trust.certificates.filter(({ key }) => isSignedBy(key, algorithm, signedText, value));
  demand(signers.length > 0, 'signature_invalid', 'No certificate of the connection made this signature.');
  return counting(signers, trust);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/gu, '%20'));
  } catch (error) {
    throw new SamlRefusal('encoding_invalid', 'The address is not encoded as addresses are.', { cause: error });
  }
}

// One kilobyte of a bomb unpacks to one megabyte at most: so much at a time is let out before the limit is asked.
const STEP_BYTES = 1_024;

function inflated(packed: Buffer): string {
  const parts: Uint8Array[] = [];
  let size = 0;
  let isWhole = false;
  const reader = new Inflate((part, final) => {
    size += part.length;
    isWhole ||= final;
    demand(size <= MAX_BYTES, 'too_large', `The message is larger than ${MAX_BYTES} bytes.`);
    parts.push(part);
  });
  try {
    for (let at = 0; at < packed.length; at += STEP_BYTES)
      reader.push(packed.subarray(at, at + STEP_BYTES), at + STEP_BYTES >= packed.length);
  } catch (error) {
    if (error instanceof SamlRefusal) throw error;
    throw new SamlRefusal('encoding_invalid', 'The message is not packed as DEFLATE does it.', { cause: error });
  }
  demand(isWhole, 'encoding_invalid', 'The message ends too early.');
  return utf8(Buffer.concat(parts));
}

function utf8(bytes: Buffer): string {
  const text = strFromU8(bytes);
  demand(Buffer.from(text).equals(bytes), 'encoding_invalid', 'The message is not UTF-8.');
  return text;
}
