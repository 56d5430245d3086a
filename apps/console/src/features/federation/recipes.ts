import { oktaSaml, oktaOidc } from './recipes/okta.js';
import { entraSaml, entraOidc } from './recipes/entra.js';
import { googleSaml, googleOidc } from './recipes/google.js';
import { pingSaml, pingOidc } from './recipes/ping.js';
import { keycloakSaml, keycloakOidc } from './recipes/keycloak.js';
import { anySaml, anyOidc } from './recipes/any.js';
import type { Recipe } from './recipe.js';

/** Each identity provider that the wizard knows by name, and any other. */
export const RECIPES: readonly Recipe[] = [
  {
    id: 'okta',
    title: 'Okta',
    ways: { saml: oktaSaml, oidc: oktaOidc },
    prefers: 'saml',
    why: 'SAML works with every edition of Okta and sends groups.',
  },
  {
    id: 'entra',
    title: 'Microsoft Entra ID',
    ways: { saml: entraSaml, oidc: entraOidc },
    prefers: 'saml',
    why: 'SAML needs no client secret that expires.',
  },
  {
    id: 'google',
    title: 'Google Workspace',
    ways: { saml: googleSaml, oidc: googleOidc },
    prefers: 'saml',
    why: 'Over SAML Google sends groups.',
  },
  {
    id: 'ping',
    title: 'PingOne',
    ways: { saml: pingSaml, oidc: pingOidc },
    prefers: 'oidc',
    why: 'Its keys rotate by themselves.',
  },
  {
    id: 'keycloak',
    title: 'Keycloak',
    ways: { saml: keycloakSaml, oidc: keycloakOidc },
    prefers: 'oidc',
    why: 'Its keys rotate by themselves.',
  },
  { id: 'saml', title: 'Any other, over SAML 2.0', ways: { saml: anySaml }, prefers: 'saml', why: '' },
  { id: 'oidc', title: 'Any other, over OpenID Connect', ways: { oidc: anyOidc }, prefers: 'oidc', why: '' },
];

export const recipeOf = (id: string): Recipe | undefined => RECIPES.find((recipe) => recipe.id === id);
