import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkMeaning, type Expectation } from './checks.js';
import { childrenNamed, readXml } from './xml.js';

const expected: Expectation = {
  now: new Date('2026-11-24T12:00:00Z'),
  skewMs: 60_000,
  acsUrl: 'https://castellan.example/acs',
  audience: 'https://castellan.example/metadata',
  idpEntityId: 'https://idp.example',
  requestId: 'q1',
  unsolicitedAllowed: false,
};
const good = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns="urn:oasis:names:tc:SAML:2.0:assertion"
 ID="r1" Destination="https://castellan.example/acs" InResponseTo="q1"><Issuer>https://idp.example</Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
<Assertion ID="a1"><Issuer>https://idp.example</Issuer><Subject><NameID>ada@example.com</NameID><SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><SubjectConfirmationData Recipient="https://castellan.example/acs" NotOnOrAfter="2026-11-24T12:05:00Z" InResponseTo="q1"/></SubjectConfirmation></Subject>
<Conditions NotBefore="2026-11-24T11:55:00Z" NotOnOrAfter="2026-11-24T12:05:00Z"><AudienceRestriction><Audience>https://castellan.example/metadata</Audience></AudienceRestriction></Conditions><AuthnStatement AuthnInstant="2026-11-24T12:00:00Z" SessionNotOnOrAfter="2026-11-24T20:00:00Z"/></Assertion></samlp:Response>`;

function failed(source: string, change: Partial<Expectation> = {}): string[] {
  const response = readXml(source);
  const [assertion] = childrenNamed(response, 'urn:oasis:names:tc:SAML:2.0:assertion', 'Assertion');
  const checks = checkMeaning({ response, assertion: assertion! }, { ...expected, ...change });
  return checks.filter((check) => !check.passed).map((check) => check.reason);
}
const swap = (from: RegExp | string, to: string): string => {
  const changed = good.replace(from, to);
  expect(changed).not.toBe(good);
  return changed;
};

describe('what a SAML response must say', () => {
  it('passes every check when it is meant for us, now and for this request', () => {
    expect(failed(good)).toEqual([]);
  });

  it.each([
    ['another status', swap('status:Success', 'status:Requester'), ['status_not_success']],
    ['no status', swap(/<samlp:Status>.*<\/samlp:Status>/u, ''), ['status_not_success']],
    [
      'another destination',
      swap('Destination="https://castellan', 'Destination="https://evil'),
      ['destination_mismatch'],
    ],
    ['no destination', swap(/ Destination="[^"]*"/u, ''), ['destination_mismatch']],
    ['a response of another issuer', swap('idp.example', 'evil.example'), ['issuer_mismatch']],
    [
      'an assertion of another issuer',
      swap(/(<Assertion[^>]*><Issuer>)[^<]*/u, '$1https://evil.example'),
      ['issuer_mismatch'],
    ],
    ['another request answered', swap('InResponseTo="q1"', 'InResponseTo="q2"'), ['in_response_to_mismatch']],
    ['another request confirmed', swap('InResponseTo="q1"/>', 'InResponseTo="q2"/>'), ['subject_not_confirmed']],
    ['an empty NameID', swap('ada@example.com', ' '), ['name_id_missing']],
    ['no NameID', swap(/<NameID>.*<\/NameID>/u, ''), ['name_id_missing']],
    ['two NameIDs', swap('<NameID>', '<NameID>eve@example.com</NameID><NameID>'), ['name_id_missing']],
    ['not yet begun', swap('11:55:00', '12:01:01'), ['not_yet_valid']],
    ['expired', swap(/(11:55:00Z" NotOnOrAfter="2026-11-24T)12:05:00/u, '$111:59:00'), ['expired']],
    ['a time that is no time', swap('11:55:00Z', 'noonZ'), ['not_yet_valid']],
    ['a time without its zone', swap('11:55:00Z', '11:55:00'), ['not_yet_valid']],
    ['no conditions', swap(/<Conditions.*<\/Conditions>/u, ''), ['not_yet_valid', 'expired', 'audience_mismatch']],
    ['another audience', swap('example/metadata', 'example/other'), ['audience_mismatch']],
    [
      'a second restriction to another audience',
      swap('</Conditions>', '<AudienceRestriction><Audience>x</Audience></AudienceRestriction></Conditions>'),
      ['audience_mismatch'],
    ],
    ['a session that ended', swap('T20:00', 'T10:00'), ['session_expired']],
    ['no authentication stated', swap(/<AuthnStatement[^>]*>/u, ''), ['session_expired']],
    [
      'another recipient',
      swap('Recipient="https://castellan', 'Recipient="https://evil'),
      ['recipient_mismatch', 'subject_not_confirmed'],
    ],
    ['holder-of-key', swap('cm:bearer', 'cm:holder-of-key'), ['recipient_mismatch', 'subject_not_confirmed']],
    ['sender-vouches', swap('cm:bearer', 'cm:sender-vouches'), ['recipient_mismatch', 'subject_not_confirmed']],
    [
      'no confirmation',
      swap(/<SubjectConfirmation .*<\/SubjectConfirmation>/u, ''),
      ['recipient_mismatch', 'subject_not_confirmed'],
    ],
    [
      'a confirmation without an end',
      swap(/ NotOnOrAfter="[^"]*" InResponseTo/u, ' InResponseTo'),
      ['subject_not_confirmed'],
    ],
    [
      'a confirmation that expired',
      swap(/NotOnOrAfter="[^"]*" InR/u, 'NotOnOrAfter="2026-11-24T11:00:00Z" InR'),
      ['subject_not_confirmed'],
    ],
    [
      'a confirmation with a NotBefore',
      swap(' Recipient', ' NotBefore="2026-11-24T11:00:00Z" Recipient'),
      ['subject_not_confirmed'],
    ],
  ])('fails for %s, and for nothing else', (_, source, reasons) => {
    expect(failed(source)).toEqual(reasons);
  });

  it('takes an unasked response only where the connection allows it, and never one that claims to be an answer', () => {
    const unasked = good.replaceAll(' InResponseTo="q1"', '');
    const allowed = { requestId: undefined, unsolicitedAllowed: true };
    expect(failed(unasked, allowed)).toEqual([]);
    expect(failed(unasked, { requestId: undefined })).toEqual(['in_response_to_mismatch']);
    expect(failed(good, allowed)).toEqual(['in_response_to_mismatch', 'subject_not_confirmed']);
    expect(failed(unasked)).toEqual(['in_response_to_mismatch', 'subject_not_confirmed']);
  });

  it('never stretches a time by more than five minutes, whatever the skew', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10 * 60_000, max: 1e12 }), fc.integer(), (late, skewMs) => {
        expect(failed(good, { now: new Date(expected.now.getTime() + late), skewMs })).toContain('expired');
      }),
    );
  });
});
