import { type KeyObject } from 'node:crypto';
import { digestBase64, ENVELOPED, EXCLUSIVE_C14N, SHA256, signatureAlgorithmFor, signText } from './algorithms.js';
import { canonicalXml } from './canonical.js';
import { type SamlCertificate } from './certificate.js';
import { DSIG } from './namespaces.js';
import { tag, textTag } from './write.js';
import { readXml } from './xml.js';

/** A private key of a connection, and the certificate that publishes its other half. */
export interface Signer {
  readonly key: KeyObject;
  readonly certificate: SamlCertificate;
}

/**
 * A message with an enveloped signature (SAML core 5.4).
 * @param write gives the message with this text where its signature belongs; its root has the ID `id`
 */
export function signEnveloped(write: (signature: string) => string, id: string, { key, certificate }: Signer): string {
  const algorithm = signatureAlgorithmFor(key);
  const digest = digestBase64(SHA256, canonicalXml(readXml(write(''))));
  const info = tag(
    'ds:SignedInfo',
    { 'xmlns:ds': DSIG },
    tag('ds:CanonicalizationMethod', { Algorithm: EXCLUSIVE_C14N }),
    tag('ds:SignatureMethod', { Algorithm: algorithm }),
    tag(
      'ds:Reference',
      { URI: `#${id}` },
      tag(
        'ds:Transforms',
        {},
        tag('ds:Transform', { Algorithm: ENVELOPED }),
        tag('ds:Transform', { Algorithm: EXCLUSIVE_C14N }),
      ),
      tag('ds:DigestMethod', { Algorithm: SHA256 }),
      textTag('ds:DigestValue', digest),
    ),
  );
  // What `tag` writes is canonical already, and the namespace stands on the apex: these are the bytes to sign.
  const value = signText(key, algorithm, info).toString('base64');
  const keyInfo = tag('ds:KeyInfo', {}, tag('ds:X509Data', {}, textTag('ds:X509Certificate', bareBase64(certificate))));
  return write(tag('ds:Signature', { 'xmlns:ds': DSIG }, info, textTag('ds:SignatureValue', value), keyInfo));
}

export const bareBase64 = ({ pem }: SamlCertificate): string => pem.replace(/-----[A-Z ]+-----|\s/gu, '');
