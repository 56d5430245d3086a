import type { Way } from '../recipe.js';
import { ACS, ENTITY, REDIRECT, SIMPLE } from './fields.js';

// Keycloak.
export const keycloakSaml: Way = {
  attributes: SIMPLE,
  metadata: ['url', 'text', 'file'],
  metadataHint: 'https://sso.example.com/realms/REALM/protocol/saml/descriptor',
  steps: [
    {
      text: 'In the Keycloak admin console: Clients › Create client, Client type SAML.',
      values: [ENTITY('Client ID')],
    },
    {
      text: 'Login settings, then the settings tab:',
      values: [
        ACS('Valid redirect URIs'),
        ACS('Master SAML Processing URL'),
        { field: 'Name ID format', text: 'persistent' },
        { field: 'Sign assertions', text: 'On' },
      ],
    },
    {
      text: 'Keys: import our signing certificate from the metadata address, or turn Client signature required off.',
      values: [{ field: 'Our metadata', url: 'metadata' }],
    },
    {
      text: 'Client scopes › the dedicated scope › Add mapper: two of type User Property, one Group list with “Full group path” off.',
      values: [
        { field: 'Property email › SAML Attribute Name', text: 'email' },
        { field: 'Property firstName › SAML Attribute Name', text: 'name' },
        { field: 'Group list › Group attribute name', text: 'groups' },
      ],
    },
  ],
};

export const keycloakOidc: Way = {
  recipe: 'keycloak',
  attributes: SIMPLE,
  issuerHint: 'https://sso.example.com/realms/REALM',
  steps: [
    {
      text: 'In the Keycloak admin console: Clients › Create client, Client type OpenID Connect, Client authentication On, Standard flow only.',
    },
    {
      text: 'Login settings:',
      values: [
        REDIRECT('Valid redirect URIs'),
        { field: 'Valid post logout redirect URIs', url: 'logout' },
        { field: 'Backchannel logout URL', url: 'backchannelLogout' },
      ],
    },
    {
      text: 'Client scopes › the dedicated scope › Add mapper › Group Membership, “Full group path” off.',
      values: [{ field: 'Token Claim Name', text: 'groups' }],
    },
    { text: 'Credentials: copy the Client Secret.' },
  ],
};
