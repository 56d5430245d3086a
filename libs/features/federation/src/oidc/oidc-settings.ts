import type { JWK } from 'jose';
import { z } from 'zod';
import { isIssuerAddress } from '#platform/issuers';
import type { ConnectionSecrets, JsonObject } from '../connections/connection.js';

/** Identity providers whose habits are known: what the console's recipe says, and what is asked of their tokens besides the standard. */
export const OIDC_RECIPES = ['okta', 'entra', 'google', 'ping', 'keycloak', 'other'] as const;

const word = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .regex(/^[^\u0000-\u001f\u007f]*$/, 'There can be no control characters in it.');

export const oidcSettings = z.strictObject({
  recipe: z.enum(OIDC_RECIPES).default('other'),
  /** As its tokens spell it. */
  issuer: z.string().trim().refine(isIssuerAddress, 'Give an https address without query or fragment.'),
  clientId: word(255),
  authMethod: z.enum(['client_secret_basic', 'client_secret_post', 'private_key_jwt']).default('client_secret_basic'),
  scopes: z.array(word(100).regex(/^\S+$/, 'A scope has no spaces.')).max(20).default(['profile', 'email']),
  /** Claims that hold what we want to know. */
  mapping: z
    .strictObject({
      email: word(100).default('email'),
      name: word(100).default('name'),
      groups: word(100).nullable().default(null),
    })
    .prefault({}),
  /** Claims that must be one of these values, such as Google's `hd` or Entra's `tid`. */
  required: z
    .array(z.strictObject({ claim: word(100), values: z.array(word(300)).min(1).max(50) }))
    .max(10)
    .default([]),
  /** Whether to ask, while somebody is signed in here, if her account there still lives. */
  watchesAccounts: z.boolean().default(true),
  /** Whether `offline_access` is asked for to that end; null leaves it to what is known of the provider. */
  offlineAccess: z.enum(['asked', 'not_asked']).nullable().default(null),
  /** Whether to ask for the consent that a few providers want before they give what that takes (OpenID Connect Core section 11). */
  asksForConsent: z.boolean().default(false),
});
export type OidcSettings = z.infer<typeof oidcSettings>;

export const oidcSecrets = z.strictObject({ clientSecret: word(2_000).optional() });

/** What is kept sealed. */
export interface OidcSecrets {
  readonly clientSecret?: string;
  /** The pair by which we prove ourselves where there is no secret (`private_key_jwt`). */
  readonly privateJwk?: JWK;
}

/** They were checked when they were written. */
export const oidcSettingsOf = ({ settings }: { readonly settings: JsonObject }): OidcSettings =>
  settings as unknown as OidcSettings;

export const oidcSecretsOf = (secrets: ConnectionSecrets | null): OidcSecrets => secrets ?? {};

/**
 * Whether a provider that offers `offline_access` is asked for it. Most give a refresh token only so. Keycloak gives one without, which ends with the
 * session there; with it, it keeps a session of another kind, whose token goes on after she signed out there.
 */
export function wantsOfflineAccess({ watchesAccounts, offlineAccess, recipe, issuer }: OidcSettings): boolean {
  if (!watchesAccounts) return false;
  // Connections that were set before there was a choice have none.
  const isAsked = (offlineAccess as OidcSettings['offlineAccess'] | undefined) ?? null;
  if (isAsked !== null) return isAsked === 'asked';
  return recipe !== 'keycloak' && !/\/realms\/[^/]+\/?$/u.test(new URL(issuer).pathname);
}

/** Where Entra ID signs people in: the public cloud under its old and new names, and the national ones. */
const ENTRA_HOSTS = new Set([
  'login.microsoftonline.com',
  'login.microsoft.com',
  'login.windows.net',
  'sts.windows.net',
  'login.microsoftonline.us',
  'login.partner.microsoftonline.cn',
]);
/** Names that stand for every tenant there is, and the tenant in which everybody with a Microsoft account of her own is. */
const ANYBODYS_TENANTS = new Set(['common', 'organizations', 'consumers', '9188040d-6c67-4c5b-b112-36a304b66dad']);

function isOfAnybody(issuer: URL): boolean {
  if (issuer.hostname === 'login.live.com') return true;
  const [tenant = ''] = issuer.pathname.split('/').filter(Boolean);
  return ENTRA_HOSTS.has(issuer.hostname) && ANYBODYS_TENANTS.has(tenant.toLowerCase());
}

/** What is wrong with settings that have the right shape; null when nothing is. */
export function flawOf({ recipe, issuer, required, authMethod }: OidcSettings, hasSecret: boolean): string | null {
  if (authMethod !== 'private_key_jwt' && !hasSecret)
    return 'Give the client secret, or choose private_key_jwt, which needs none.';
  const address = new URL(issuer);
  if (isOfAnybody(address))
    return 'Give the issuer of your own tenant, https://login.microsoftonline.com/TENANT-ID/v2.0: by the common one everybody at Microsoft could come in.';
  const isGoogle = recipe === 'google' || address.hostname === 'accounts.google.com';
  if (isGoogle && !required.some(({ claim }) => claim === 'hd'))
    return 'Name your Google Workspace domain as the required value of "hd": without it everybody with a Google account could come in.';
  return null;
}
