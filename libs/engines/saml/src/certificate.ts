import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import { demand, SamlRefusal } from './refusal.js';

/** A certificate that somebody entrusted to a connection. Its key signs; who issued it is not asked (SAML metadata 2.4.1.1). */
export interface SamlCertificate {
  readonly pem: string;
  /** SHA-256 over the DER, in lower-case hex. */
  readonly fingerprint: string;
  readonly subject: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly key: KeyObject;
}

const CURVES = new Set(['prime256v1', 'secp384r1', 'secp521r1']);

/**
 * Reads a certificate from PEM or from the bare base64 of metadata.
 * @throws SamlRefusal metadata_invalid; algorithm_refused for RSA below 2,048 bits and for keys that are neither RSA nor a NIST curve
 */
export function readCertificate(text: string): SamlCertificate {
  const certificate = parse(text);
  const { publicKey } = certificate;
  demand(isStrong(publicKey), 'algorithm_refused', 'A certificate must hold an RSA key of 2,048 bits or a NIST curve.');
  return {
    pem: certificate.toString(),
    fingerprint: createHash('sha256').update(certificate.raw).digest('hex'),
    subject: certificate.subject,
    notBefore: certificate.validFromDate,
    notAfter: certificate.validToDate,
    key: publicKey,
  };
}

function parse(text: string): X509Certificate {
  const body = text.replace(/-----(?:BEGIN|END) CERTIFICATE-----/gu, '').replace(/\s+/gu, '');
  try {
    return new X509Certificate(Buffer.from(body, 'base64'));
  } catch (error) {
    throw new SamlRefusal('metadata_invalid', 'A certificate cannot be read.', { cause: error });
  }
}

function isStrong(key: KeyObject): boolean {
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'rsa') return modulusLength >= 2048 && modulusLength <= 8192;
  return key.asymmetricKeyType === 'ec' && CURVES.has(namedCurve);
}

export function isInForce({ notBefore, notAfter }: SamlCertificate, now: Date): boolean {
  return notBefore <= now && now < notAfter;
}
