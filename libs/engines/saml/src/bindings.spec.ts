import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signingPair } from '../../../../test/fixtures/saml/idp.js';
import { readPostValue, readRedirect, redirectAddress, postValue, verifyRedirect } from './bindings.js';
import { SamlRefusal } from './refusal.js';

const now = new Date('2026-11-24T12:00:00Z');
const idp = signingPair();
const trust = { certificates: [idp.certificate], now };
const queryOf = (address: string): string => address.slice(address.indexOf('?') + 1);
const reasonOf = (work: () => unknown): string => {
  try {
    work();
    return 'accepted';
  } catch (error) {
    if (error instanceof SamlRefusal) return error.reason;
    throw error;
  }
};
const packed = (xml: Buffer | string): string => encodeURIComponent(deflateRawSync(xml).toString('base64'));

describe('the redirect binding', () => {
  it('carries any text and relay state, and signs both', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.option(fc.string()), (xml, relayState) => {
        const address = redirectAddress(
          'https://idp.example/sso?tenant=1',
          { kind: 'SAMLRequest', xml, relayState },
          idp,
        );
        const message = readRedirect(queryOf(address));
        expect(message).toMatchObject({ kind: 'SAMLRequest', xml, relayState });
        expect(verifyRedirect(message, trust)).toBe(idp.certificate);
      }),
      { numRuns: 30 },
    );
  });

  const signed = queryOf(
    redirectAddress('https://idp.example/slo', { kind: 'SAMLRequest', xml: '<a/>', relayState: 'r' }, idp),
  );
  it.each([
    ['another relay state', signed.replace('RelayState=r', 'RelayState=s')],
    ['its relay state taken away', signed.replace('&RelayState=r', '')],
    ['another message', signed.replace(/SAMLRequest=[^&]+/u, `SAMLRequest=${packed('<b/>')}`)],
    [
      'a stranger’s signature',
      queryOf(
        redirectAddress('https://x.example/', { kind: 'SAMLRequest', xml: '<a/>', relayState: 'r' }, signingPair()),
      ),
    ],
  ])('does not verify with %s', (_, query) => {
    expect(reasonOf(() => verifyRedirect(readRedirect(query), trust))).toBe('signature_invalid');
  });

  it.each([
    ['signature_missing', signed.replace(/&Signature=.*/u, '')],
    ['signature_missing', signed.replace(/&SigAlg=[^&]*/u, '')],
    [
      'algorithm_refused',
      signed.replace(/SigAlg=[^&]*/u, `SigAlg=${encodeURIComponent('http://www.w3.org/2000/09/xmldsig#rsa-sha1')}`),
    ],
    ['structure_refused', `${signed}&SAMLRequest=${packed('<b/>')}`],
    ['structure_refused', `${signed}&SAMLResponse=${packed('<b/>')}`],
    ['structure_refused', `${signed}&RelayState=x`],
    ['structure_refused', 'RelayState=x'],
    ['encoding_invalid', 'SAMLRequest=%zz'],
    ['encoding_invalid', 'SAMLRequest=AAA'],
    ['encoding_invalid', `SAMLRequest=${encodeURIComponent(Buffer.from('not deflate at all').toString('base64'))}`],
    [
      'encoding_invalid',
      `SAMLRequest=${encodeURIComponent(deflateRawSync('<a/>'.repeat(100)).subarray(0, 8).toString('base64'))}`,
    ],
    ['encoding_invalid', `SAMLRequest=${packed(Buffer.from([0x3c, 0xff, 0xfe]))}`],
    ['encoding_invalid', `SAMLRequest=${packed('<a/>')}&SAMLEncoding=gzip`],
    ['too_large', `SAMLRequest=${packed(Buffer.alloc(200 * 1024 * 1024))}`],
  ])('refuses as %s what is broken or double', (reason, query) => {
    expect(reasonOf(() => verifyRedirect(readRedirect(query), trust))).toBe(reason);
  });
});

describe('the POST binding', () => {
  it('carries any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (xml) => readPostValue(postValue(xml)) === xml),
    );
  });

  it.each([
    ['encoding_invalid', 'PHNhbWw+!'],
    ['encoding_invalid', ''],
    ['encoding_invalid', 'PHNhbWx='],
    ['encoding_invalid', Buffer.from([0x3c, 0xff]).toString('base64')],
    ['too_large', 'A'.repeat(1024 * 1024)],
  ])('refuses as %s what is no message', (reason, value) => {
    expect(reasonOf(() => readPostValue(value))).toBe(reason);
  });
});
