import { describe, expect, it } from 'vitest';
import { type Certificate, warningsOf } from './connection.js';

const certificate = (daysLeft: number, warning: number | null): Certificate => ({
  subject: 'CN=idp',
  fingerprint: `${daysLeft}`,
  notAfter: '2027-01-01T00:00:00.000Z',
  daysLeft,
  warning,
});

describe('warnings of a connection', () => {
  it.each([
    ['nothing while its certificate has time', [certificate(200, null)], []],
    ['that its only certificate ends soon', [certificate(6, 7)], ['Its signing certificate expires in 6 days.']],
    [
      'that its only certificate is over',
      [certificate(-3, 7)],
      ['Its signing certificate has expired: nobody can sign in.'],
    ],
    ['nothing of an old certificate once the next one is known', [certificate(6, 7), certificate(700, null)], []],
    [
      'the nearer end where two of them end',
      [certificate(80, 90), certificate(1, 7)],
      ['Its signing certificate expires in 1 day.'],
    ],
    ['nothing of an OpenID provider, which has none', undefined, []],
  ])('tell %s', (_what, certificates, told) => {
    expect(warningsOf({ facts: { certificates } })).toEqual(told);
  });

  it('pass on what the protocol warns of', () => {
    expect(warningsOf({ facts: { warnings: ['AES-CBC is allowed.'] } })).toEqual(['AES-CBC is allowed.']);
  });
});
