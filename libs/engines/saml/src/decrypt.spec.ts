import { createPublicKey } from 'node:crypto';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { assertionXml, signingPair, type Words } from '../../../../test/fixtures/saml/idp.js';
import { decryptAssertion } from './decrypt.js';
import { readXml, type XmlElement } from './xml.js';

interface OtherOptions {
  readonly rsa_pub: string;
  readonly pem: string;
  readonly encryptionAlgorithm: string;
  readonly keyEncryptionAlgorithm: string;
  readonly keyEncryptionDigest?: 'sha1' | 'sha256';
  readonly disallowEncryptionWithInsecureAlgorithm: boolean;
}
/** Another implementation, which has no types. */
const other = createRequire(import.meta.url)('xml-encryption') as {
  encrypt(xml: string, options: OtherOptions, done: (error: Error | null, sealed: string) => void): void;
};
const seal = promisify(other.encrypt.bind(other));

const own = signingPair();
const words: Words = {
  acsUrl: 'https://castellan.example/acs',
  audience: 'https://castellan.example/metadata',
  issuer: 'https://idp.example',
  requestId: '_q1',
  nameId: 'ada@example.com',
  nameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
  now: new Date('2026-11-24T12:00:00Z'),
  attributes: { name: ['Zoë 😀'] },
  sessionIndex: '_s1',
};

describe('what another implementation encrypted', () => {
  it.each([
    ['http://www.w3.org/2009/xmlenc11#aes128-gcm', 'gcm'],
    ['http://www.w3.org/2009/xmlenc11#aes256-gcm', 'gcm'],
    ['http://www.w3.org/2001/04/xmlenc#aes128-cbc', 'cbc'],
    ['http://www.w3.org/2001/04/xmlenc#aes256-cbc', 'cbc'],
  ])('with %s is decrypted to the same words', async (encryptionAlgorithm, cipher) => {
    const plain = assertionXml(words, '_a1');
    const sealed = await seal(plain, {
      rsa_pub: createPublicKey(own.key).export({ type: 'spki', format: 'pem' }).toString(),
      pem: own.certificate.pem,
      encryptionAlgorithm,
      keyEncryptionAlgorithm: 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p',
      disallowEncryptionWithInsecureAlgorithm: false,
    });
    const element = readXml(
      `<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${sealed}</saml:EncryptedAssertion>`,
    );
    const opened = decryptAssertion(element, { keys: [own.key], cbcAllowed: true }, true);
    expect(opened.cipher).toBe(cipher);
    expect(shapeOf(opened.assertion)).toEqual(shapeOf(readXml(plain)));
  });
});

const shapeOf = (element: XmlElement): unknown => [
  element.name,
  [...element.attributes],
  element.text,
  element.children.map(shapeOf),
];
