import { describe, expect, it } from 'vitest';
import type { TrustRule } from './trust-rule-queries.js';
import { claimsIn, tryClaims } from './trust-tester.js';

const rule = {
  issuer: 'https://token.actions.githubusercontent.com',
  audience: 'https://castellan.example',
  conditions: [{ claim: 'repository', match: 'glob', values: ['acme/*'] }],
} as unknown as TrustRule;
const now = new Date('2030-01-01T00:00:00Z');
const claims = {
  iss: rule.issuer,
  aud: rule.audience,
  sub: 'repo:acme/äpp',
  iat: now.getTime() / 1_000 - 5,
  exp: now.getTime() / 1_000 + 300,
  repository: 'acme/app',
};
const token = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;

describe('the tester of trust rules', () => {
  it('reads the claims of a token, and of JSON pasted instead of one', () => {
    expect(claimsIn(` ${token}\n`)).toEqual(claims);
    expect(claimsIn(JSON.stringify(claims))).toEqual(claims);
    for (const text of ['nonsense', 'a.b.c', '{', '[1]', 'e30', '..']) expect(claimsIn(text), text).toBeNull();
  });

  it('says of each thing that is asked whether it is met', () => {
    const failing = (over: object) =>
      tryClaims({ ...claims, ...over }, rule, now)
        .filter(({ passed }) => !passed)
        .map(({ what }) => what);
    expect(failing({})).toEqual([]);
    expect(failing({ repository: 'evil/app' })).toEqual(['repository']);
    expect(failing({ iss: 'x', aud: 'y', sub: undefined, exp: 0 })).toEqual(['iss', 'aud', 'exp, iat, nbf', 'sub']);
  });
});
