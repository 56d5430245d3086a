import type { Way } from '../recipe.js';
import { ACS, ENTITY, REDIRECT, SIMPLE } from './fields.js';

// Keycloak.
export const keycloakSaml: Way = {
  attributes: SIMPLE,
  metadata: ['url', 'text', 'file'],
  metadataHint: 'https://sso.example.com/realms/REALM/protocol/saml/descriptor',
  steps: [
    {
      text: 'Open our metadata and save it as a file. All that Keycloak has to know stands in it: addresses, certificates, encryption, single logout.',
      values: [{ field: 'Our metadata', url: 'metadata' }],
    },
    {
      text: 'In the Keycloak admin console: Clients › Import client, browse for that file, Save. Afterwards these stand in the settings tab:',
      values: [ENTITY('Client ID'), ACS('Valid redirect URIs')],
    },
    {
      text: 'In the settings tab, choose what is not in the file, and save. By the descriptor Keycloak follows our keys when they rotate:',
      values: [
        { field: 'Name ID format', text: 'persistent' },
        { field: 'Force POST binding', text: 'On' },
        { field: 'Metadata descriptor URL', url: 'metadata' },
        { field: 'Use metadata descriptor URL', text: 'On' },
      ],
    },
    {
      text: 'Without the file, after Create client: import our signing certificate in the keys tab, and enter in the advanced tab, or signing out does not reach the other side:',
      values: [
        ACS('Assertion Consumer Service POST Binding URL'),
        { field: 'Logout Service POST Binding URL', url: 'slo' },
        { field: 'Logout Service Redirect Binding URL', url: 'slo' },
      ],
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
  mind: 'Castellan does not ask Keycloak for offline_access: by an offline session Keycloak would not tell that somebody signed out. Its ordinary refresh token serves to notice an account that was disabled.',
  issuerHint: 'https://sso.example.com/realms/REALM',
  steps: [
    {
      text: 'In the Keycloak admin console: Clients › Create client, Client type OpenID Connect, Client authentication On, Standard flow only.',
    },
    {
      text: 'Login settings:',
      values: [REDIRECT('Valid redirect URIs'), { field: 'Valid post logout redirect URIs', url: 'logout' }],
    },
    {
      text: 'After saving, in the settings tab under Logout settings. Only while Front channel logout is off does Keycloak ask for the address, and call it:',
      values: [
        { field: 'Front channel logout', text: 'Off' },
        { field: 'Backchannel logout URL', url: 'backchannelLogout' },
        { field: 'Backchannel logout session required', text: 'On' },
      ],
    },
    {
      text: 'Client scopes › the dedicated scope › Add mapper › Group Membership, “Full group path” off.',
      values: [{ field: 'Token Claim Name', text: 'groups' }],
    },
    { text: 'Credentials: copy the Client Secret.' },
  ],
};
