import type { Way } from '../recipe.js';
import { ACS, ENTITY, REDIRECT, SIMPLE } from './fields.js';

// Google Workspace.
export const googleSaml: Way = {
  attributes: SIMPLE,
  metadata: ['file', 'text'],
  steps: [
    {
      text: 'In the Google Admin console: Apps › Web and mobile apps › Add app › Add custom SAML app. Name it Castellan.',
    },
    { text: 'Google Identity Provider details: Download metadata. You need the file in the next step.' },
    {
      text: 'Service provider details:',
      values: [
        ACS('ACS URL'),
        ENTITY('Entity ID'),
        { field: 'Signed response', text: 'ticked' },
        { field: 'Name ID format', text: 'PERSISTENT' },
        { field: 'Name ID', text: 'Basic Information › Primary email' },
      ],
    },
    {
      text: 'Attribute mapping, and the groups that may be sent:',
      values: [
        { field: 'Basic Information › Primary email', text: 'email' },
        { field: 'Basic Information › First name', text: 'name' },
        { field: 'Group membership › App attribute', text: 'groups' },
      ],
    },
    {
      text: 'User access: turn the app ON for the people who are to sign in. Google needs some minutes, at times hours, until it works.',
    },
  ],
};

export const googleOidc: Way = {
  recipe: 'google',
  attributes: SIMPLE,
  issuerHint: 'https://accounts.google.com',
  issuer: 'https://accounts.google.com',
  asksHostedDomain: true,
  mind: 'Google tells no groups over OpenID Connect. Use SAML where roles or policies go by group.',
  steps: [
    {
      text: 'In the Google Cloud console, in a project of your organisation: Google Auth Platform › Get started (formerly OAuth consent screen), Audience “Internal”.',
    },
    {
      text: 'Google Auth Platform › Clients › Create client › Web application:',
      values: [REDIRECT('Authorized redirect URIs')],
    },
    { text: 'Copy Client ID and Client secret at once: the secret is shown only now.' },
  ],
};
