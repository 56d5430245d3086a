import type { OrgId } from '#kernel';

/** The tenant: a company, or a part of one, that governs its agents by itself. */
export interface Org {
  readonly id: OrgId;
  /** Names the org in addresses and commands: lower-case letters, digits and hyphens. Never changes. */
  readonly slug: string;
  readonly name: string;
  readonly createdAt: Date;
}

export type NewOrg = Pick<Org, 'slug' | 'name'>;

export const ORG_SLUG = /^[a-z][a-z0-9-]{0,38}[a-z0-9]$/;
