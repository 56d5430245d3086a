import { createPrivateKey, generateKeyPair, type KeyObject, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { readCertificate, selfSignedCertificate, type Signer } from '#engines/saml';
import type { KeyPairs, KeyPem, SamlKeys } from './saml-settings.js';

const YEARS_MS = 10 * 365 * 24 * 3_600_000;
const generate = promisify(generateKeyPair);

/** New keys of a connection. Nobody else ever has them, so their certificates may live long: the provider compares them and asks no authority. */
export async function newSamlKeys(now: Date): Promise<KeyPairs> {
  const [signing, encryption] = await Promise.all([
    pair('Castellan SAML signing', now),
    pair('Castellan SAML encryption', now),
  ]);
  return { signing, encryption };
}

async function pair(commonName: string, now: Date): Promise<KeyPem> {
  const { privateKey } = await generate('rsa', { modulusLength: 2048 });
  const notBefore = new Date(now.getTime() - 3_600_000);
  const dates = { notBefore, notAfter: new Date(now.getTime() + YEARS_MS) };
  const certificate = selfSignedCertificate(privateKey, { commonName, serial: randomBytes(16), ...dates });
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), certificate };
}

export const signerOf = ({ signing }: SamlKeys): Signer => ({
  key: createPrivateKey(signing.key),
  certificate: readCertificate(signing.certificate),
});

export const privateKeyOf = ({ key }: KeyPem): KeyObject => createPrivateKey(key);
