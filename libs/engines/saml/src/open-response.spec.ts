import { createPublicKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { encryptedAssertion, type Sealing } from '../../../../test/fixtures/saml/encrypt.js';
import {
  assertionXml,
  responseXml,
  signedResponse,
  signingPair,
  signXml,
  type Words,
} from '../../../../test/fixtures/saml/idp.js';
import { readAssertionFacts } from './assertion.js';
import { openResponse } from './open-response.js';
import { SamlRefusal } from './refusal.js';

const now = new Date('2026-11-24T12:00:00Z');
const words: Words = {
  acsUrl: 'https://castellan.example/acs',
  audience: 'https://castellan.example/metadata',
  issuer: 'https://idp.example',
  requestId: '_q1',
  nameId: 'ada@example.com',
  nameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
  now,
  attributes: { groups: ['staff', 'ops'], mail: ['ada@example.com'] },
  sessionIndex: '_s1',
};
const [idp, own] = [signingPair(), signingPair()];
const ours = createPublicKey(own.key);
const open = (source: string, cbcAllowed = false, keys = [own.key]) =>
  openResponse(source, { certificates: [idp.certificate], now, decryption: { keys, cbcAllowed } });
const reasonOf = (work: () => unknown): string => {
  try {
    work();
    return 'accepted';
  } catch (error) {
    if (error instanceof SamlRefusal) return error.reason;
    throw error;
  }
};
const signedAssertion = (): string => signXml(assertionXml(words, '_a'), '_a', idp.key);
const sealed = (sealing: Sealing = {}, assertion = signedAssertion()): string =>
  responseXml(words, '_r', encryptedAssertion(assertion, ours, sealing));
const sealedAndSigned = (sealing: Sealing = {}, assertion = signedAssertion()): string =>
  signXml(sealed(sealing, assertion), '_r', idp.key);

describe('opening a SAML response', () => {
  it('gives what the assertion says, in values', () => {
    const opened = open(signedResponse(words, idp, 'both'));
    expect(opened).toMatchObject({ signed: ['Response', 'Assertion'], cipher: null, signedBy: idp.certificate });
    expect(readAssertionFacts(opened.assertion)).toMatchObject({
      nameId: { value: 'ada@example.com', format: words.nameIdFormat, nameQualifier: null, spNameQualifier: null },
      sessionIndex: '_s1',
      sessionEndsAt: new Date('2026-11-24T20:00:00Z'),
      authenticatedAt: new Date('2026-11-24T12:00:00Z'),
      authnContext: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
      attributes: new Map([
        ['groups', ['staff', 'ops']],
        ['mail', ['ada@example.com']],
      ]),
      usableUntil: new Date('2026-11-24T12:05:00Z'),
    });
  });

  const sealings: readonly (readonly [string, Sealing])[] = [
    ['AES-256-GCM, the key by OAEP with SHA-1', {}],
    ['AES-128-GCM', { cipher: 'aes128-gcm' }],
    ['a key by OAEP with SHA-256 for both', { wrap: 'rsa-oaep', digest: 'sha256', mask: 'sha256' }],
    ['a key by OAEP with SHA-256, masked by SHA-1', { wrap: 'rsa-oaep', digest: 'sha256', mask: 'sha1' }],
    ['a key by the older OAEP with a SHA-256 digest', { wrap: 'rsa-oaep-mgf1p', digest: 'sha256' }],
    ['the key beside the data', { keyBeside: true }],
  ];
  it.each(sealings)('decrypts %s', (_, sealing) => {
    for (const source of [sealed(sealing), sealedAndSigned(sealing)]) {
      const opened = open(source);
      expect(opened.cipher).toBe('gcm');
      expect(readAssertionFacts(opened.assertion).nameId.value).toBe('ada@example.com');
    }
  });

  it('believes an assertion without a signature when the encrypted response is signed as a whole', () => {
    expect(open(sealedAndSigned({}, assertionXml(words, '_a'))).signed).toEqual(['Response']);
    expect(reasonOf(() => open(sealed({}, assertionXml(words, '_a'))))).toBe('signature_missing');
  });

  it('takes AES-CBC only where the connection allows it and the whole response is signed', () => {
    for (const cipher of ['aes128-cbc', 'aes256-cbc'] as const) {
      expect(reasonOf(() => open(sealedAndSigned({ cipher })))).toBe('algorithm_refused');
      expect(reasonOf(() => open(sealed({ cipher }), true))).toBe('algorithm_refused');
      expect(open(sealedAndSigned({ cipher }), true).cipher).toBe('cbc');
    }
  });

  it('opens with any key of the connection, and with none but those', () => {
    const next = signingPair();
    expect(reasonOf(() => open(sealed(), false, [next.key, own.key]))).toBe('accepted');
    expect(reasonOf(() => open(sealed(), false, [next.key]))).toBe('decryption_failed');
    expect(reasonOf(() => open(sealed(), false, []))).toBe('decryption_failed');
  });

  const flipped = (sealedBytes: Buffer): Buffer =>
    Buffer.from(sealedBytes.map((byte, i) => (i === 40 ? byte ^ 1 : byte)));
  it.each([
    ['decryption_failed', 'a bit of the ciphertext flipped', () => sealed({ damage: flipped })],
    ['decryption_failed', 'no ciphertext to speak of', () => sealed({ damage: (bytes) => bytes.subarray(0, 20) })],
    ['algorithm_refused', 'the key wrapped by PKCS#1 v1.5', () => sealed({ wrap: 'pkcs1' })],
    [
      'signature_invalid',
      'the signed ciphertext exchanged',
      () =>
        sealedAndSigned().replace(
          /<saml:EncryptedAssertion.*<\/saml:EncryptedAssertion>/u,
          encryptedAssertion(signedAssertion(), ours),
        ),
    ],
    ['structure_refused', 'a response inside', () => sealed({}, signedResponse(words, idp, 'assertion'))],
    [
      'structure_refused',
      'an assertion inside the assertion',
      () =>
        sealed(
          {},
          signXml(
            assertionXml(words, '_a').replace(
              '</saml:Subject>',
              `</saml:Subject><saml:Advice>${assertionXml(words, '_b')}</saml:Advice>`,
            ),
            '_a',
            idp.key,
          ),
        ),
    ],
    [
      'structure_refused',
      'the ID of the response inside',
      () => sealed({}, signXml(assertionXml(words, '_r'), '_r', idp.key)),
    ],
    [
      'structure_refused',
      'a plain assertion beside it',
      () => sealed().replace('</samlp:Response>', `${signedAssertion()}</samlp:Response>`),
    ],
    [
      'structure_refused',
      'two encrypted assertions',
      () => responseXml(words, '_r', encryptedAssertion(signedAssertion(), ours).repeat(2)),
    ],
    ['xml_refused', 'a comment inside', () => sealed({}, signedAssertion().replace('ada@', 'ada<!---->@'))],
    ['xml_refused', 'a DOCTYPE inside', () => sealed({}, `<!DOCTYPE a>${signedAssertion()}`)],
    ['xml_refused', 'no XML inside', () => sealed({}, 'hello')],
    [
      'signature_invalid',
      'a stranger’s assertion inside',
      () => sealed({}, signXml(assertionXml(words, '_a'), '_a', signingPair().key)),
    ],
  ])('refuses as %s an encrypted assertion with %s', (reason, _, source) => {
    expect(reasonOf(() => open(source()))).toBe(reason);
  });
});
