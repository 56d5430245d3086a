import { newToken } from '../secret-hash.js';
import type { ServiceAccountId, ServiceKeyId, ServiceTokenId, TrustRuleId } from './service-account.js';

/** For what it was given: a key of the account, or, under a trust rule, a token of somebody else. */
export type TokenOrigin =
  | { readonly keyId: ServiceKeyId }
  | { readonly ruleId: TrustRuleId; readonly subjectHash: Uint8Array | null; readonly subjectExpiresAt: Date };

/** A short-lived access token of a service account, as the token endpoint gives them. */
export interface ServiceToken {
  readonly id: ServiceTokenId;
  readonly accountId: ServiceAccountId;
  readonly origin: TokenOrigin;
  /** Names of permissions, or `*`. */
  readonly permissions: readonly string[];
  /** Networks in CIDR from which it is good; none named: from everywhere. */
  readonly networks: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** By this beginning secret scanners know it. */
export const SHORT_TOKEN_PREFIX = 'cst_st_';

export const newShortToken = (): string => `${SHORT_TOKEN_PREFIX}${newToken()}`;
