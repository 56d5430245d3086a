import { ENTRA_GROUPS, ENTRA_MAIL, ENTRA_NAME } from './entra-claims.js';
import type { Way } from '../recipe.js';
import { ACS, ENTITY, REDIRECT, SIMPLE } from './fields.js';

// Microsoft Entra ID.
export const entraSaml: Way = {
  attributes: { email: ENTRA_MAIL, name: ENTRA_NAME, groups: ENTRA_GROUPS },
  metadata: ['url', 'file', 'text'],
  metadataHint: 'https://login.microsoftonline.com/…/federationmetadata/2007-06/federationmetadata.xml?appid=…',
  mind: 'Entra sends groups as object ids, and none at all for a person in more than 150: choose “Groups assigned to the application”.',
  steps: [
    {
      text: 'In the Entra admin center: Entra ID › Enterprise apps › New application › Create your own application, “Integrate any other application”. Name it Castellan.',
    },
    {
      text: 'Single sign-on › SAML › Basic SAML Configuration:',
      values: [
        ENTITY('Identifier (Entity ID)'),
        ACS('Reply URL (Assertion Consumer Service URL)'),
        { field: 'Logout Url', url: 'slo' },
      ],
    },
    {
      text: 'Attributes & Claims: change the Unique User Identifier, then add a claim for the name and a group claim.',
      values: [
        { field: 'Name identifier format', text: 'Persistent' },
        { field: 'Unique User Identifier › Source attribute', text: 'user.objectid' },
        { field: 'New claim › Name (namespace http://schemas.microsoft.com/identity/claims)', text: 'displayname' },
        { field: 'New claim › Source attribute', text: 'user.displayname' },
        { field: 'Add a group claim', text: 'Groups assigned to the application' },
      ],
    },
    { text: 'Users and groups: give the application to the people or groups who are to sign in.' },
    { text: 'SAML Certificates: copy the App Federation Metadata Url. You need it in the next step.' },
  ],
};

export const entraOidc: Way = {
  recipe: 'entra',
  attributes: SIMPLE,
  issuerHint: 'https://login.microsoftonline.com/TENANT-ID/v2.0',
  mind: 'Entra does not say whether it verified an address. Members who have an account here already are linked only when they add the identity in their profile.',
  steps: [
    {
      text: 'In the Entra admin center: Entra ID › App registrations › New registration. Name it Castellan, for accounts in this organizational directory only.',
      values: [REDIRECT('Redirect URI (platform “Web”)')],
    },
    { text: 'Token configuration: Add groups claim, then Add optional claim › ID › email.' },
    {
      text: 'Certificates & secrets › New client secret. Copy its Value (not the Secret ID) at once: it is shown only now.',
    },
    { text: 'Overview: copy Application (client) ID and Directory (tenant) ID. The tenant id is part of the issuer.' },
  ],
};
