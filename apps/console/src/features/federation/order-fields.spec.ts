import { describe, expect, it } from 'vitest';
import { faultsOf, fieldsOf, orderOf } from './order-fields.js';
import { recipeOf } from './recipes.js';

const okta = recipeOf('okta')!.ways.saml!;
const keycloak = recipeOf('keycloak')!.ways.oidc!;
const google = recipeOf('google')!.ways.oidc!;
const saml = { kind: 'saml', way: okta, isNew: true } as const;
const oidc = { kind: 'oidc', way: keycloak, isNew: true } as const;
const METADATA = '<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="x"/>';

describe('what is asked of an identity provider', () => {
  it('opens with the names that the recipe tells to give, and with what the connection has', () => {
    expect(fieldsOf(okta, null)).toMatchObject({ email: 'email', groups: 'groups', metadataBy: 'url' });
    expect(
      fieldsOf(okta, {
        settings: { source: { url: 'https://idp.example/m' }, attributes: { email: ['mail', 'email'] } },
      }),
    ).toMatchObject({ metadataUrl: 'https://idp.example/m', email: 'mail', name: 'name' });
  });

  it.each([
    ['an address that is none', { metadataUrl: 'idp.example/metadata' }, ['metadataUrl']],
    ['a file that holds something else', { metadataBy: 'file', metadata: '<html></html>' }, ['metadata']],
    ['nothing at all', { metadataBy: 'text' }, ['metadata']],
    ['no fault in metadata', { metadataBy: 'text', metadata: METADATA }, []],
  ] as const)('finds over SAML %s', (_what, typed, faults) => {
    expect(Object.keys(faultsOf(saml, { ...fieldsOf(okta, null), ...typed }))).toEqual(faults);
  });

  it('asks for the client secret once, and never for the address of the configuration in the place of the issuer', () => {
    const typed = { ...fieldsOf(keycloak, null), issuer: 'https://sso.example/realms/a', clientId: 'castellan' };
    expect(Object.keys(faultsOf(oidc, typed))).toEqual(['clientSecret']);
    expect(faultsOf({ ...oidc, isNew: false }, typed)).toEqual({});
    const wrong = { ...typed, issuer: 'https://sso.example/realms/a/.well-known/openid-configuration' };
    expect(Object.keys(faultsOf({ ...oidc, isNew: false }, wrong))).toEqual(['issuer']);
  });

  it('sends what was typed, tries the name that was typed first, and keeps what the form does not show', () => {
    const former = { idpInitiated: true, attributes: { email: ['mail', 'email'], lastName: ['sn'] } };
    const typed = { ...fieldsOf(okta, { settings: former }), email: 'email', metadataUrl: ' https://idp.example/m ' };
    expect(orderOf(saml, typed, former).settings).toMatchObject({
      idpInitiated: true,
      metadataUrl: 'https://idp.example/m',
      attributes: { email: ['email', 'mail'], lastName: ['sn'] },
    });
  });

  it('leaves to the server what it knows: names that nobody changed in a new connection', () => {
    const untouched = { ...fieldsOf(okta, null), metadataUrl: 'https://idp.example/m' };
    expect(orderOf(saml, untouched, {}).settings['attributes']).toEqual({});
    expect(orderOf(saml, { ...untouched, groups: 'roles' }, {}).settings['attributes']).toEqual({ groups: ['roles'] });
  });

  it('reads nothing of what was cleared, and opens so again', () => {
    const former = { attributes: { email: ['mail'], groups: ['groups', 'memberOf'] } };
    const cleared = { ...fieldsOf(okta, { settings: former }), groups: ' ', lastName: 'sn' };
    const { settings } = orderOf(saml, { ...cleared, metadataUrl: 'https://idp.example/m' }, former);
    expect(settings['attributes']).toEqual({ email: ['mail'], groups: [], lastName: ['sn'] });
    expect(fieldsOf(okta, { settings })).toMatchObject({ groups: '', lastName: 'sn', firstName: '' });
  });

  it('opens with what a connection over SAML can do, and sends it all', () => {
    const untouched = { ...fieldsOf(okta, null), metadataUrl: 'https://idp.example/m' };
    expect(orderOf(saml, untouched, {}).settings).toEqual({
      metadataUrl: 'https://idp.example/m',
      attributes: {},
      ...{ signRequests: true, requestBinding: 'redirect', nameIdFormat: null, authnContext: null, forceAuthn: false },
      ...{ encryption: 'offered', cbcAllowed: false, expiredCertificates: 'accepted' },
      ...{ idpInitiated: false, clockSkewSeconds: 60, subjectAttribute: null },
    });
    const chosen = {
      ...{ signRequests: false, requestBinding: 'post', nameIdFormat: 'urn:other:format', forceAuthn: true },
      authnContext: { classes: ['https://refeds.org/profile/mfa', 'urn:b'], comparison: 'minimum' },
      ...{ encryption: 'required', cbcAllowed: true, expiredCertificates: 'refused' },
      ...{ idpInitiated: true, clockSkewSeconds: 0, subjectAttribute: 'uid' },
    };
    expect(orderOf(saml, fieldsOf(okta, { settings: chosen }), chosen).settings).toMatchObject(chosen);
  });

  it('lets CBC be of no account where nothing is encrypted', () => {
    const off = { ...fieldsOf(okta, null), encryption: 'off', cbcAllowed: true } as const;
    expect(orderOf(saml, off, {}).settings).toMatchObject({ encryption: 'off', cbcAllowed: false });
  });

  it.each([
    ['a clock skew of more than five minutes', { clockSkewSeconds: '301' }, 'clockSkewSeconds'],
    ['a clock skew that is no number', { clockSkewSeconds: '1.5' }, 'clockSkewSeconds'],
    ['no clock skew at all', { clockSkewSeconds: '' }, 'clockSkewSeconds'],
    ['a context with a space', { authnClasses: 'urn:a urn:b' }, 'authnClasses'],
    [
      'eleven contexts',
      { authnClasses: Array.from({ length: 11 }, (_, at) => `urn:${at}`).join('\n') },
      'authnClasses',
    ],
    [
      'people who are named anew each time',
      { nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' },
      'subjectAttribute',
    ],
  ])('finds fault with %s', (_what, typed, member) => {
    const fields = { ...fieldsOf(okta, null), metadataUrl: 'https://idp.example/m', ...typed };
    expect(Object.keys(faultsOf(saml, fields))).toEqual([member]);
  });

  it('opens with what is asked over OpenID Connect, and sends it all', () => {
    const chosen = {
      ...{ issuer: 'https://sso.example/realms/a', clientId: 'c', authMethod: 'client_secret_post' },
      ...{ scopes: ['profile', 'roles'], watchesAccounts: true, offlineAccess: 'asked', asksForConsent: true },
      required: [
        { claim: 'department', values: ['R, D', 'IT=1'] },
        { claim: 'tid', values: ['1'] },
      ],
    };
    const fields = fieldsOf(keycloak, { settings: chosen });
    expect(fields.required).toBe('department = R, D\ndepartment = IT=1\ntid = 1');
    expect(orderOf(oidc, fields, chosen).settings).toMatchObject(chosen);
    const typed = { ...fields, scopes: 'openid email,email offline_access', offlineAccess: 'usual' } as const;
    expect(orderOf(oidc, typed, chosen).settings).toMatchObject({ scopes: ['email'], offlineAccess: null });
  });

  it.each([
    ['a claim without a value', { required: 'department' }, 'required'],
    ['a value without a claim', { required: '= x' }, 'required'],
    ['the domain of Google in the wrong place', { required: 'hd = acme.example' }, 'required'],
    ['no claim for the address', { email: ' ' }, 'email'],
    ['more scopes than there may be', { scopes: Array.from({ length: 21 }, (_, at) => `s${at}`).join(' ') }, 'scopes'],
  ])('finds fault over OpenID Connect with %s', (_what, typed, member) => {
    const right = { issuer: 'https://sso.example', clientId: 'castellan', clientSecret: 's' };
    expect(Object.keys(faultsOf(oidc, { ...fieldsOf(keycloak, null), ...right, ...typed }))).toEqual([member]);
  });

  it('sends no secret where none was typed', () => {
    const typed = { ...fieldsOf(keycloak, null), issuer: 'https://sso.example', clientId: 'castellan' };
    expect(orderOf(oidc, typed, {}).secrets).toEqual({});
    expect(orderOf(oidc, { ...typed, clientSecret: ' s ' }, {}).secrets).toEqual({ clientSecret: 's' });
  });

  it('lets nobody connect Google without saying whose Google', () => {
    const form = { kind: 'oidc', way: google, isNew: true } as const;
    const typed = { ...fieldsOf(google, null), clientId: 'castellan', clientSecret: 's' };
    expect(typed.issuer).toBe('https://accounts.google.com');
    expect(Object.keys(faultsOf(form, typed))).toEqual(['hostedDomain']);
    expect(orderOf(form, { ...typed, hostedDomain: 'acme.example' }, {}).settings).toMatchObject({
      recipe: 'google',
      required: [{ claim: 'hd', values: ['acme.example'] }],
    });
  });

  it('needs no secret where Castellan proves itself by a key', () => {
    const typed = { ...fieldsOf(keycloak, null), issuer: 'https://sso.example', clientId: 'castellan', byKey: true };
    expect(faultsOf(oidc, typed)).toEqual({});
    expect(orderOf(oidc, typed, {})).toMatchObject({ settings: { authMethod: 'private_key_jwt' }, secrets: {} });
  });
});
