import type { Id, OrgId } from '#kernel';
import { newToken } from '../secret-hash.js';

export type ServiceAccountId = Id<'ServiceAccount'>;
export type ServiceKeyId = Id<'ServiceKey'>;
export type ServiceTokenId = Id<'ServiceToken'>;
export type TrustRuleId = Id<'TrustRule'>;

/** A program that acts for an org without a person. What it may do is a matter of roles. */
export interface ServiceAccount {
  readonly id: ServiceAccountId;
  readonly name: string;
  readonly description: string;
  readonly createdAt: Date;
  readonly creatorLabel: string;
  readonly disabledAt: Date | null;
}

/** All that the roles of the account allow. */
export const ALL_PERMISSIONS = '*';

/** What a service account shows to be let in. Its token is known to its holder alone. */
export interface ServiceKey {
  readonly id: ServiceKeyId;
  readonly accountId: ServiceAccountId;
  readonly name: string;
  /** The last characters of the token, by which a person tells two keys apart. */
  readonly hint: string;
  /** Names of permissions, or `*`. Never more than the account's roles allow. */
  readonly permissions: readonly string[];
  /** Networks in CIDR from which the key is good; none named: from everywhere. */
  readonly networks: readonly string[];
  readonly createdAt: Date;
  readonly creatorLabel: string;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
  readonly lastUsedFrom: string | null;
  readonly revokedAt: Date | null;
}

/** A key, or a token that was given for one, with the account that it opens: as a request comes with it. */
export interface PresentedKey extends Pick<ServiceKey, 'accountId' | 'permissions' | 'networks' | 'expiresAt'> {
  readonly id: ServiceKeyId | ServiceTokenId;
  readonly orgId: OrgId;
  readonly accountName: string;
  /** For a token: what it was given for, and ends with. */
  readonly origin?: { readonly keyId: ServiceKeyId } | { readonly ruleId: TrustRuleId };
}

/** By this beginning secret scanners know it. */
export const SERVICE_TOKEN_PREFIX = 'cst_sa_';
const HINT_LENGTH = 4;

export const newServiceToken = (): string => `${SERVICE_TOKEN_PREFIX}${newToken()}`;
export const hintOf = (token: string): string => token.slice(-HINT_LENGTH);
