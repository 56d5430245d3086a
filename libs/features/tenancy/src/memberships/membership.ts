import type { OrgId, PersonId } from '#kernel';

export type MembershipStatus = 'active' | 'suspended';

/** That a person belongs to an org. What she may do there is a matter of roles, which features/access keeps. */
export interface Membership {
  readonly orgId: OrgId;
  readonly personId: PersonId;
  readonly status: MembershipStatus;
  readonly createdAt: Date;
}

/** An org as a person who belongs to it sees it in the switcher. */
export interface OrgOfPerson {
  readonly id: OrgId;
  readonly slug: string;
  readonly name: string;
}
