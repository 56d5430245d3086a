import type { Id, OrgId } from '#kernel';

export type GroupId = Id<'Group'>;

/** Who says who is in it: an admin by hand, the org's directory (SCIM), or a connection at each sign-in. */
export type GroupSource = 'local' | 'directory' | 'connection';

/** People of an org who are given roles together. */
export interface Group {
  readonly orgId: OrgId;
  readonly id: GroupId;
  readonly name: string;
  readonly source: GroupSource;
  /** The directory or connection that it came by; null for a local one. */
  readonly sourceId: string | null;
  readonly members: number;
  readonly createdAt: Date;
}

export type NewGroup = Omit<Group, 'orgId' | 'members'>;

/** Whoever entered a group, and whoever left it. */
export interface GroupChange<Who> {
  readonly added: readonly Who[];
  readonly removed: readonly Who[];
}

/** Those made by hand. A directory may bring more. */
export const MOST_LOCAL_GROUPS = 1_000;
/** Of one person at one sign-in. An identity provider that names more has them cut off. */
export const MOST_ASSERTED_GROUPS = 1_000;
const LONGEST_NAME = 256;

/** A name that can be kept as it was written. */
export const isGroupName = (name: string): boolean =>
  name.length > 0 && name.length <= LONGEST_NAME && !name.includes('\u0000');
