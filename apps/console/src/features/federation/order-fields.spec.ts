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
