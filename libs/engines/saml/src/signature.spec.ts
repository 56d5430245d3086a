import { describe, expect, it } from 'vitest';
import {
  curvePair,
  type Manner,
  signedResponse,
  signingPair,
  type SigningPair,
  signXml,
  assertionXml,
  responseXml,
  type Words,
} from '../../../../test/fixtures/saml/idp.js';
import { ECDSA_SHA256 } from './algorithms.js';
import { type SamlCertificate } from './certificate.js';
import { SamlRefusal, type SamlReason } from './refusal.js';
import { verifySignature } from './signature.js';
import { checkStructure } from './structure.js';
import { childrenNamed, everyElement, readXml, type XmlElement } from './xml.js';

const now = new Date('2026-11-24T12:00:00Z');
const words: Words = {
  acsUrl: 'https://castellan.example/acs',
  audience: 'https://castellan.example/metadata',
  issuer: 'https://idp.example',
  requestId: '_q1',
  nameId: 'ada@example.com',
  nameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
  now,
  attributes: { groups: ['staff', 'ops &amp; more'] },
  sessionIndex: '_s1',
};
const idp = signingPair();

function verify(
  source: string,
  certificates: readonly SamlCertificate[] = [idp.certificate],
  datesDoNotCount = false,
): XmlElement[] {
  const { signed } = checkStructure(readXml(source));
  return signed.map((holder) => verifySignature(holder, { certificates, now, datesDoNotCount }).element);
}

function reasonOf(
  source: string,
  certificates?: readonly SamlCertificate[],
  datesDoNotCount = false,
): SamlReason | 'accepted' {
  try {
    verify(source, certificates, datesDoNotCount);
    return 'accepted';
  } catch (error) {
    if (error instanceof SamlRefusal) return error.reason;
    throw error;
  }
}

const inManner = (manner: Manner, pair: SigningPair = idp): string =>
  signXml(responseXml(words, '_r', assertionXml(words, '_a')), '_a', pair.key, manner);

describe('the signature of a SAML response', () => {
  it.each([
    ['assertion', ['Assertion']],
    ['response', ['Response']],
    ['both', ['Response', 'Assertion']],
  ] as const)('is verified where the %s is signed, and gives back what it covers', (signs, names) => {
    const elements = verify(signedResponse(words, idp, signs));
    expect(elements.map(({ name }) => name)).toEqual(names);
    const texts = elements.flatMap(everyElement).map(({ text }) => text);
    expect(texts).toContain('ada@example.com');
    expect(texts).toContain('ops & more');
    expect(childrenNamed(elements[0]!, 'http://www.w3.org/2000/09/xmldsig#', 'Signature')).toEqual([]);
  });

  it.each([
    ['RSA with SHA-512', { signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512' }],
    ['RSA-PSS with SHA-256', { signatureAlgorithm: 'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1' }],
    ['a digest by SHA-512', { digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha512' }],
    ['its certificate in KeyInfo', { certificate: idp.certificate }],
  ])('is taken with %s', (_, manner) => {
    expect(reasonOf(inManner(manner))).toBe('accepted');
  });

  it('is taken from an elliptic curve, and not by an RSA key of the same name', () => {
    const curve = curvePair();
    const source = inManner({ signatureAlgorithm: ECDSA_SHA256 }, curve);
    expect(reasonOf(source, [curve.certificate])).toBe('accepted');
    expect(reasonOf(source)).toBe('signature_invalid');
  });

  it.each([
    ['SHA-1', { signatureAlgorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' }],
    ['a SHA-1 digest', { digestAlgorithm: 'http://www.w3.org/2000/09/xmldsig#sha1' }],
    ['inclusive canonicalization', { canonicalization: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315' }],
    [
      'no canonicalization of what is signed',
      { transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature'] },
    ],
  ])('is refused with %s', (_, manner) => {
    expect(reasonOf(inManner(manner))).toBe('algorithm_refused');
  });

  it('holds during a rollover by whichever certificate of the connection made it', () => {
    const next = signingPair();
    const both = [idp.certificate, next.certificate];
    expect(reasonOf(signedResponse(words, idp, 'assertion'), both)).toBe('accepted');
    expect(reasonOf(signedResponse(words, next, 'assertion'), both)).toBe('accepted');
    expect(reasonOf(signedResponse(words, next, 'assertion'))).toBe('signature_invalid');
  });

  it('is refused by name when its certificate is expired or not yet in force', () => {
    const ended = signingPair({ notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: now });
    const coming = signingPair({
      notBefore: new Date('2027-01-01T00:00:00Z'),
      notAfter: new Date('2028-01-01T00:00:00Z'),
    });
    for (const pair of [ended, coming]) {
      expect(reasonOf(signedResponse(words, pair, 'both'), [pair.certificate])).toBe('certificate_expired');
      // Where the key counts and not its dates, as an organisation may choose.
      expect(reasonOf(signedResponse(words, pair, 'both'), [pair.certificate], true)).toBe('accepted');
    }
  });

  it('is refused from a stranger who brings his certificate along', () => {
    const stranger = signingPair();
    const source = inManner({ certificate: stranger.certificate }, stranger);
    expect(reasonOf(source)).toBe('signature_invalid');
    expect(reasonOf(source, [])).toBe('signature_invalid');
  });

  it('is refused after any letter of what it covers was changed', () => {
    const source = signedResponse(words, idp, 'assertion');
    for (const [from, to] of [
      ['ada@example.com', 'eve@example.com'],
      ['castellan.example/metadata', 'castellan.example/metadatb'],
      ['>staff<', '>owner<'],
      ['SessionIndex="_s1"', 'SessionIndex="_s2"'],
      ['nameid-format:emailAddress', 'nameid-format:persistent'],
    ] as const)
      expect(reasonOf(source.replace(from, to))).toBe('signature_invalid');
  });
});
