import { sign, verify } from 'node:crypto';
import type { DsseEnvelope, VerificationKey } from '#contracts';
import { type SigningKey, verifierOf } from './signing-key.js';

/**
 * DSSE v1, "pre-authentication encoding": what is signed in place of the payload alone, so that a signature for one type can never
 * pass for another. PAE(type, body) = "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body.
 */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

/** An envelope with one signature for each key. Ed25519 is deterministic: the same arguments give the same envelope. */
export function sealEnvelope(payloadType: string, payload: Uint8Array, keys: readonly SigningKey[]): DsseEnvelope {
  const signed = preAuthEncoding(payloadType, payload);
  return {
    payloadType,
    payload: Buffer.from(payload).toString('base64'),
    signatures: keys.map(({ keyid, privateKey }) => ({
      keyid,
      sig: sign(null, signed, privateKey).toString('base64'),
    })),
  };
}

/**
 * The payload, if at least one of `trusted` signed it. Stricter than DSSE asks in two things, so that no envelope has a second
 * spelling: base64 must be canonical, and a signature counts only under the key that its `keyid` names.
 */
export function verifiedPayload(envelope: DsseEnvelope, trusted: readonly VerificationKey[]): Buffer | null {
  const payload = canonicalBase64(envelope.payload);
  if (payload === null) return null;
  const signed = preAuthEncoding(envelope.payloadType, payload);
  const holds = envelope.signatures.some(({ keyid, sig }) => {
    const signature = canonicalBase64(sig);
    const key = trusted.find((candidate) => candidate.keyid === keyid);
    const verifier = key && verifierOf(key);
    return signature !== null && verifier ? verify(null, signed, verifier, signature) : false;
  });
  return holds ? payload : null;
}

function canonicalBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}
