import { describe, expect, it } from 'vitest';
import { signingPair } from '../../../../test/fixtures/saml/idp.js';
import { type AuthnRequestDraft, authnRequestXml, signedAuthnRequestXml } from './authn-request.js';
import { logoutRequestXml, logoutResponseXml, readLogoutRequest, readLogoutResponse } from './logout.js';
import { SamlRefusal } from './refusal.js';
import { verifySignature } from './signature.js';
import { checkMessageStructure } from './structure.js';
import { everyElement, readXml } from './xml.js';

const now = new Date('2026-11-24T12:00:00Z');
const own = signingPair();
const trust = { certificates: [own.certificate], now };
const request: AuthnRequestDraft = {
  id: '_q1',
  now,
  issuer: 'https://castellan.example/sso/saml/1/metadata',
  destination: 'https://idp.example/sso?a=1&b="2"',
  acsUrl: 'https://castellan.example/sso/saml/1/acs',
  nameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
  authnContext: { classes: ['urn:oasis:names:tc:SAML:2.0:ac:classes:X509'], comparison: 'minimum' },
  forceAuthn: true,
};
const reasonOf = (work: () => unknown): string => {
  try {
    work();
    return 'accepted';
  } catch (error) {
    if (error instanceof SamlRefusal) return error.reason;
    throw error;
  }
};

describe('a request to sign somebody in', () => {
  it('says who asks, where the answer goes and how the person should prove herself', () => {
    const root = readXml(authnRequestXml(request));
    expect(Object.fromEntries(root.attributes)).toEqual({
      ID: '_q1',
      Version: '2.0',
      IssueInstant: '2026-11-24T12:00:00Z',
      Destination: request.destination,
      AssertionConsumerServiceURL: request.acsUrl,
      ProtocolBinding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST',
      ForceAuthn: 'true',
    });
    expect(everyElement(root).map(({ name }) => name)).toEqual([
      'AuthnRequest',
      'Issuer',
      'NameIDPolicy',
      'RequestedAuthnContext',
      'AuthnContextClassRef',
    ]);
  });

  it('asks for nothing that it was not told to', () => {
    const root = readXml(authnRequestXml({ ...request, nameIdFormat: null, authnContext: null, forceAuthn: false }));
    expect(root.attributes.has('ForceAuthn')).toBe(false);
    expect(everyElement(root).map(({ name }) => name)).toEqual(['AuthnRequest', 'Issuer', 'NameIDPolicy']);
  });

  it('is signed so that a change of it shows', () => {
    const signed = signedAuthnRequestXml(request, own);
    expect(checkMessageStructure(readXml(signed)).isSigned).toBe(true);
    expect(verifySignature(readXml(signed), trust).signedBy).toBe(own.certificate);
    expect(reasonOf(() => verifySignature(readXml(signed.replace('saml/1/acs', 'saml/2/acs')), trust))).toBe(
      'signature_invalid',
    );
  });
});

describe('logout', () => {
  const expected = {
    now,
    skewMs: 60_000,
    destination: 'https://castellan.example/slo',
    idpEntityId: 'https://idp.example',
  };
  const nameId = { value: 'a & b', format: 'urn:f', nameQualifier: 'https://idp.example', spNameQualifier: null };
  const head = { id: '_l1', now, issuer: expected.idpEntityId, destination: expected.destination };
  const asked = logoutRequestXml({ ...head, nameId, sessionIndex: '_s1' }, null);
  const answered = logoutResponseXml({ ...head, inResponseTo: '_l0', outcome: 'done' }, null);

  it('says of whom, and of which session', () => {
    expect(readLogoutRequest(readXml(asked), expected)).toEqual({ id: '_l1', nameId, sessionIndexes: ['_s1'] });
    expect(
      readLogoutRequest(readXml(logoutRequestXml({ ...head, nameId, sessionIndex: null }, null)), expected)
        .sessionIndexes,
    ).toEqual([]);
  });

  it('is answered with what came of it', () => {
    expect(readLogoutResponse(readXml(answered), expected)).toEqual({ inResponseTo: '_l0', outcome: 'done' });
    const failed = logoutResponseXml({ ...head, inResponseTo: '_l0', outcome: 'failed' }, null);
    expect(readLogoutResponse(readXml(failed), expected).outcome).toBe('failed');
    const partial = answered.replace(
      /(<samlp:StatusCode Value="[^"]+">)/u,
      '$1<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:PartialLogout"/>',
    );
    expect(readLogoutResponse(readXml(partial), expected).outcome).toBe('partial');
  });

  it('is signed so that a change of it shows', () => {
    const signed = logoutRequestXml({ ...head, nameId, sessionIndex: '_s1' }, own);
    expect(verifySignature(readXml(signed), trust).signedBy).toBe(own.certificate);
    expect(reasonOf(() => verifySignature(readXml(signed.replace('>_s1<', '>_s2<')), trust))).toBe('signature_invalid');
  });

  const later = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000);
  it.each([
    ['issuer_mismatch', asked.replace('>https://idp.example<', '>https://evil.example<'), now],
    ['destination_mismatch', asked.replace('castellan.example/slo', 'other.example/slo'), now],
    ['name_id_missing', asked.replace(/<saml:NameID.*<\/saml:NameID>/u, ''), now],
    ['structure_refused', answered, now],
    ['structure_refused', asked.replace('ID="_l1"', ''), now],
    ['expired', asked, later(7)],
    ['expired', asked.replace(/ NotOnOrAfter="[^"]+"/u, ''), later(7)],
    ['expired', asked.replace(/NotOnOrAfter="[^"]+"/u, 'NotOnOrAfter="2026-11-24T11:00:00Z"'), now],
    ['expired', asked, later(-3)],
  ])('is refused as %s', (reason, source, at) => {
    expect(reasonOf(() => readLogoutRequest(readXml(source), { ...expected, now: at }))).toBe(reason);
  });
});
