import type { Way } from '../recipe.js';
import { ACS, ENTITY, REDIRECT, SIMPLE } from './fields.js';

// Okta.
export const oktaSaml: Way = {
  attributes: SIMPLE,
  metadata: ['url', 'file', 'text'],
  metadataHint: 'https://acme.okta.com/app/exk…/sso/saml/metadata',
  steps: [
    {
      text: 'In the Okta Admin Console: Applications › Applications › Create App Integration › SAML 2.0. Name it Castellan.',
    },
    {
      text: 'Under “Configure SAML”, general:',
      values: [
        ACS('Single sign-on URL'),
        ENTITY('Audience URI (SP Entity ID)'),
        { field: 'Name ID format', text: 'Persistent' },
        { field: 'Application username › Custom', text: 'user.getInternalProperty("id")' },
      ],
    },
    { text: 'Next, “This is an internal app that we have created”, Finish.' },
    {
      text: 'On the tab Sign On, under Attribute statements: Show legacy configuration, Edit (in an older Okta these stand on the form before). Name format “Unspecified”:',
      values: [
        { field: 'Profile attribute statements › email', text: 'user.email' },
        { field: 'Profile attribute statements › name', text: 'user.displayName' },
        { field: 'Group attribute statements › groups › Matches regex', text: '.*' },
      ],
    },
    { text: 'On the tab Assignments, give the application to the people or groups who are to sign in.' },
    { text: 'On the tab Sign On, copy the Metadata URL. You need it in the next step.' },
  ],
};

export const oktaOidc: Way = {
  recipe: 'okta',
  attributes: SIMPLE,
  issuerHint: 'https://acme.okta.com',
  scopes: ['profile', 'email', 'groups'],
  steps: [
    {
      text: 'In the Okta Admin Console: Applications › Applications › Create App Integration › OIDC, Web Application.',
    },
    {
      text: 'On the form:',
      values: [
        { field: 'Grant type', text: 'Authorization Code' },
        REDIRECT('Sign-in redirect URIs'),
        { field: 'Sign-out redirect URIs', url: 'logout' },
      ],
    },
    { text: 'Under Assignments, choose who is to sign in, and save.' },
    {
      text: 'On the tab Sign On, under Token claims: Show legacy configuration, Group Claims, Edit (in an older Okta: OpenID Connect ID Token, Edit):',
      values: [
        { field: 'Groups claim type', text: 'Filter' },
        { field: 'Groups claim filter: groups › Matches regex', text: '.*' },
      ],
    },
    {
      text: 'On the tab General, copy Client ID and Client secret. The issuer is the address of your Okta, without -admin.',
    },
  ],
};
