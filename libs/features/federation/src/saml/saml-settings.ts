import type { Connection, ConnectionSecrets } from '../connections/connection.js';

export type SamlBinding = 'post' | 'redirect';

export interface SamlEndpoint {
  readonly binding: SamlBinding;
  readonly location: string;
  readonly responseLocation: string | null;
}

/** What was read from a provider's metadata. */
export interface SamlProvider {
  readonly entityId: string;
  readonly singleSignOn: readonly SamlEndpoint[];
  readonly singleLogout: readonly SamlEndpoint[];
  /** PEM. */
  readonly certificates: readonly string[];
  readonly nameIdFormats: readonly string[];
  readonly wantsSignedRequests: boolean;
  readonly validUntil: string | null;
  readonly warnings: readonly string[];
}

/** Where the metadata comes from, and how it went the last time. */
export interface MetadataSource {
  /** Null: it was uploaded. */
  readonly url: string | null;
  /** PEM of those who must sign it; none: the way it came is believed. */
  readonly signers: readonly string[];
  readonly readAt: string;
  readonly problem: string | null;
}

/** Names of attributes, in the order in which they are tried; their case does not count. */
export interface AttributeNames {
  readonly email: readonly string[];
  readonly name: readonly string[];
  readonly firstName: readonly string[];
  readonly lastName: readonly string[];
  readonly groups: readonly string[];
}

/** What an admin decides. */
export interface SamlChoices {
  /** Certificates besides those of the metadata: the next one of a provider that has no address to refresh from. PEM. */
  readonly certificates: readonly string[];
  readonly signRequests: boolean;
  readonly requestBinding: SamlBinding;
  readonly nameIdFormat: string | null;
  readonly authnContext: { readonly classes: readonly string[]; readonly comparison: 'exact' | 'minimum' } | null;
  readonly forceAuthn: boolean;
  /** Whether the provider is offered a key to encrypt with, and whether it must. */
  readonly encryption: 'off' | 'offered' | 'required';
  readonly cbcAllowed: boolean;
  /** Whether a signing certificate counts past its end, for the key in it. */
  readonly expiredCertificates: 'accepted' | 'refused';
  readonly idpInitiated: boolean;
  readonly clockSkewSeconds: number;
  /** The attribute that names a person for ever; null takes the NameID. */
  readonly subjectAttribute: string | null;
  readonly attributes: AttributeNames;
}

export interface SamlSettings extends SamlChoices {
  readonly provider: SamlProvider;
  readonly source: MetadataSource;
  /** Days before expiry that were announced already, by fingerprint. */
  readonly announced: Readonly<Record<string, number>>;
}

/** One pair to sign with, one to be encrypted for. */
export interface KeyPairs {
  readonly signing: KeyPem;
  readonly encryption: KeyPem;
}

/** The keys of a connection, as PEM. While they rotate, there are those that are published already, and those that open what is still under way. */
export interface SamlKeys extends KeyPairs {
  readonly next?: KeyPairs & { readonly publishedAt: string; readonly countsAt: string };
  readonly former?: KeyPairs & { readonly until: string };
}

export interface KeyPem {
  readonly key: string;
  readonly certificate: string;
}

/** The settings as `SamlProtocol` kept them. */
export const samlSettingsOf = ({ settings }: Pick<Connection, 'settings'>): SamlSettings =>
  settings as unknown as SamlSettings;

export const samlKeysOf = (secrets: ConnectionSecrets | null): SamlKeys => {
  if (secrets === null) throw new Error('A SAML connection has lost its keys.');
  return secrets as unknown as SamlKeys;
};

/** Connections that were set before there was a choice take a certificate for its key. */
export const countsByKey = ({ expiredCertificates }: Partial<SamlChoices>): boolean =>
  expiredCertificates !== 'refused';

/** Whatever the provider may have encrypted for. PEM. */
export const decryptionKeysOf = ({ encryption, next, former }: SamlKeys): readonly string[] =>
  [encryption, next?.encryption, former?.encryption].flatMap((pair) => (pair === undefined ? [] : [pair.key]));

/** What we publish: those that count first, those that will count beside them. PEM. */
export const publishedOf = (keys: SamlKeys, use: keyof KeyPairs): readonly string[] =>
  [keys[use], keys.next?.[use]].flatMap((pair) => (pair === undefined ? [] : [pair.certificate]));

/** All certificates whose signatures count. PEM. */
export const certificatesOf = ({ provider, certificates }: SamlSettings): readonly string[] => [
  ...new Set([...provider.certificates, ...certificates]),
];

const claims = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';

/** What Okta, Entra ID, Google Workspace, Ping and Keycloak call things by themselves. */
export const USUAL_NAMES: AttributeNames = {
  email: ['email', 'mail', `${claims}/emailaddress`, 'urn:oid:0.9.2342.19200300.100.1.3', 'emailAddress', 'user.email'],
  name: [
    'displayName',
    'http://schemas.microsoft.com/identity/claims/displayname',
    'urn:oid:2.16.840.1.113730.3.1.241',
    'name',
    'cn',
    'urn:oid:2.5.4.3',
  ],
  firstName: ['firstName', 'givenName', `${claims}/givenname`, 'urn:oid:2.5.4.42', 'user.firstName'],
  lastName: ['lastName', 'sn', 'surname', `${claims}/surname`, 'urn:oid:2.5.4.4', 'user.lastName'],
  groups: [
    'groups',
    'memberOf',
    'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups',
    'http://schemas.xmlsoap.org/claims/Group',
    'urn:oid:1.3.6.1.4.1.5923.1.5.1.1',
    'isMemberOf',
  ],
};
