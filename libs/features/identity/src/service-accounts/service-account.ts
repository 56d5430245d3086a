import type { Id, OrgId } from '#kernel';
import { newToken } from '../secret-hash.js';

export type ServiceAccountId = Id<'ServiceAccount'>;

/** A program that acts for an org without a person. What it may do is a matter of roles. */
export interface ServiceAccount {
  readonly id: ServiceAccountId;
  readonly orgId: OrgId;
  readonly name: string;
  readonly lastUsedAt: Date | null;
}

/** By this beginning secret scanners know it. */
export const SERVICE_TOKEN_PREFIX = 'cst_sa_';

export const newServiceToken = (): string => `${SERVICE_TOKEN_PREFIX}${newToken()}`;
