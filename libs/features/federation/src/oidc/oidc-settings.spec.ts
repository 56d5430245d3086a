import { describe, expect, it } from 'vitest';
import { flawOf, type OidcSettings, wantsOfflineAccess } from './oidc-settings.js';

const flawWith = (over: Partial<OidcSettings>): string | null =>
  flawOf({ recipe: 'other', required: [], authMethod: 'client_secret_basic', ...over } as OidcSettings, true);

describe('the issuer of a connection', () => {
  it.each([
    'https://login.microsoftonline.com/common/v2.0',
    'https://login.microsoftonline.com/Common/v2.0',
    'https://login.microsoftonline.com/organizations',
    'https://LOGIN.microsoftonline.com:443/consumers/v2.0',
    'https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0',
    'https://sts.windows.net/common/',
    'https://login.windows.net//common',
    'https://login.microsoftonline.us/common/v2.0',
    'https://login.live.com',
  ])('is not %s, by which everybody at Microsoft could come in', (issuer) => {
    expect(flawWith({ issuer })).toMatch(/your own tenant/);
  });

  it.each(['https://accounts.google.com', 'https://accounts.google.com/', 'https://ACCOUNTS.google.com'])(
    'is %s only with the domain of the organisation, whatever recipe was chosen',
    (issuer) => {
      expect(flawWith({ issuer })).toMatch(/"hd"/);
      expect(flawWith({ issuer, required: [{ claim: 'hd', values: ['acme.example'] }] })).toBeNull();
    },
  );

  it.each([
    'https://login.microsoftonline.com/7b1c9b0e-2f0a-4a86-9f3e-0f6f0d6f4c11/v2.0',
    'https://idp.acme.example/common/v2.0',
  ])('may be %s', (issuer) => {
    expect(flawWith({ issuer })).toBeNull();
  });
});

describe('the scope offline_access', () => {
  const usual = { recipe: 'okta', issuer: 'https://acme.okta.com', watchesAccounts: true } as const;
  it.each([
    ['a provider that gives a refresh token only for it', {}, true],
    ['Keycloak, which gives one without, and tells with it of no end', { recipe: 'keycloak' }, false],
    ['Keycloak under another name', { recipe: 'other', issuer: 'https://sso.example/auth/realms/acme' }, false],
    ['Keycloak, where an admin wants it', { recipe: 'keycloak', offlineAccess: 'asked' }, true],
    ['another, where an admin does not want it', { offlineAccess: 'not_asked' }, false],
    ['a connection that does not watch accounts', { watchesAccounts: false, offlineAccess: 'asked' }, false],
  ] as const)('of %s', (_what, over, isWanted) => {
    expect(wantsOfflineAccess({ ...usual, ...over } as OidcSettings)).toBe(isWanted);
  });
});
