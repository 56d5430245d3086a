import { createPublicKey, type KeyObject, sign } from 'node:crypto';

/** What a certificate of our own says. */
export interface CertificateDraft {
  readonly commonName: string;
  /** Unpredictable and new for each certificate; 8 to 19 bytes. */
  readonly serial: Buffer;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const TAG = {
  integer: 2,
  bits: 3,
  octets: 4,
  oid: 6,
  utf8: 12,
  shortTime: 23,
  time: 24,
  sequence: 48,
  set: 49,
  extensions: 163,
};
const OID = {
  rsaWithSha256: '2a864886f70d01010b',
  ecdsaWithSha256: '2a8648ce3d040302',
  commonName: '550403',
  basicConstraints: '551d13',
};

/**
 * The certificate in which metadata publishes a public key (RFC 5280 4.1): signed by that key itself, since a peer compares it and asks no authority.
 * @param key a private RSA or EC key
 * @returns PEM
 */
export function selfSignedCertificate(key: KeyObject, draft: CertificateDraft): string {
  const oid = key.asymmetricKeyType === 'ec' ? OID.ecdsaWithSha256 : OID.rsaWithSha256;
  const noParameters = key.asymmetricKeyType === 'ec' ? [] : [Buffer.from('0500', 'hex')];
  const algorithm = der(TAG.sequence, objectId(oid), ...noParameters);
  const body = der(
    TAG.sequence,
    Buffer.from('a003020102', 'hex'), // version 3
    der(TAG.integer, Buffer.concat([Buffer.from([1]), draft.serial])),
    algorithm,
    nameOf(draft.commonName),
    der(TAG.sequence, timeOf(draft.notBefore), timeOf(draft.notAfter)),
    nameOf(draft.commonName),
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
    der(TAG.extensions, der(TAG.sequence, noAuthority())),
  );
  const certificate = der(TAG.sequence, body, algorithm, der(TAG.bits, Buffer.from([0]), sign('sha256', body, key)));
  const lines = certificate.toString('base64').match(/.{1,64}/gu) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const length = content.length;
  if (length < 128) return Buffer.concat([Buffer.from([tag, length]), content]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | bytes.length]), bytes, content]);
}

const objectId = (hex: string): Buffer => der(TAG.oid, Buffer.from(hex, 'hex'));

const nameOf = (commonName: string): Buffer =>
  der(TAG.sequence, der(TAG.set, der(TAG.sequence, objectId(OID.commonName), der(TAG.utf8, Buffer.from(commonName)))));

// RFC 5280 4.1.2.5: years before 2050 have two digits.
const timeOf = (at: Date): Buffer => {
  const digits = at.toISOString().replace(/[-:T]|\.\d+/gu, '');
  const isEarly = at.getUTCFullYear() < 2050;
  return isEarly ? der(TAG.shortTime, Buffer.from(digits.slice(2))) : der(TAG.time, Buffer.from(digits));
};

const noAuthority = (): Buffer => der(TAG.sequence, objectId(OID.basicConstraints), der(TAG.octets, der(TAG.sequence)));
