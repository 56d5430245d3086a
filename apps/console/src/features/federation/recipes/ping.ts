import type { Way } from '../recipe.js';
import { ACS, ENTITY, REDIRECT, SIMPLE } from './fields.js';

// PingOne.
export const pingSaml: Way = {
  attributes: SIMPLE,
  metadata: ['url', 'file', 'text'],
  metadataHint: 'https://auth.pingone.com/ENVIRONMENT-ID/saml20/metadata/…',
  steps: [
    {
      text: 'In PingOne: Applications › Applications › +, SAML Application. Choose “Manually Enter”.',
      values: [ACS('ACS URLs'), ENTITY('Entity ID')],
    },
    {
      text: 'Attribute Mappings:',
      values: [
        { field: 'saml_subject', text: 'User ID' },
        { field: 'email', text: 'Email Address' },
        { field: 'name', text: 'Formatted' },
        { field: 'groups', text: 'Group Names' },
      ],
    },
    { text: 'Turn the application on. On its Configuration tab, copy the IDP Metadata URL.' },
  ],
};

export const pingOidc: Way = {
  recipe: 'ping',
  attributes: SIMPLE,
  issuerHint: 'https://auth.pingone.com/ENVIRONMENT-ID/as',
  steps: [
    { text: 'In PingOne: Applications › Applications › +, OIDC Web App.' },
    {
      text: 'Configuration, edit:',
      values: [{ field: 'Grant type', text: 'Authorization Code, PKCE S256_REQUIRED' }, REDIRECT('Redirect URIs')],
    },
    { text: 'Resources: allow the scopes email and profile. Attribute Mappings: add groups = Group Names.' },
    { text: 'Turn the application on. On its Overview, copy Client ID, Client Secret and Issuer ID.' },
  ],
};
