import type { Way } from '../recipe.js';
import { ACS, ENTITY, REDIRECT, SIMPLE } from './fields.js';

// Identity providers that the wizard does not know by name.
export const anySaml: Way = {
  attributes: SIMPLE,
  metadata: ['url', 'file', 'text'],
  metadataHint: 'https://idp.example.com/metadata',
  steps: [
    {
      text: 'Make an application for SAML 2.0 web single sign-on. Most identity providers read everything from our metadata:',
      values: [{ field: 'Metadata', url: 'metadata' }],
    },
    {
      text: 'Or enter it by hand:',
      values: [
        ENTITY('Entity ID, audience, identifier'),
        ACS('Assertion consumer service, reply URL (HTTP-POST)'),
        { field: 'Single logout service', url: 'slo' },
        { field: 'Name ID format', text: 'persistent' },
      ],
    },
    { text: 'Sign the assertion, or the whole response, with SHA-256. Send e-mail, name and groups as attributes.' },
  ],
};

export const anyOidc: Way = {
  attributes: SIMPLE,
  issuerHint: 'https://idp.example.com',
  steps: [
    {
      text: 'Register a confidential web client for the authorization code flow with PKCE:',
      values: [
        REDIRECT('Redirect URI'),
        { field: 'Post-logout redirect URI', url: 'logout' },
        { field: 'Back-channel logout URI', url: 'backchannelLogout' },
      ],
    },
    { text: 'Allow the scopes openid, profile and email, and put the groups into the ID token or into userinfo.' },
    { text: 'Copy issuer, client id and client secret.' },
  ],
};
