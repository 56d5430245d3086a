import { type Attributes, GROUP_SCHEMA } from '#engines/scim';
import type { GroupId } from '#features/tenancy';
import type { PersonId } from '#kernel';
import { etagOf } from '../users/directory-user.js';

/** A group as its directory describes it. In tenancy it is a group of the same id, to which roles can be given. */
export interface DirectoryGroup {
  readonly id: GroupId;
  readonly displayName: string;
  readonly externalId: string | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What a step did: how many came and went, and who of them are people here. */
export interface MembersChange {
  readonly added: number;
  readonly removed: number;
  readonly entered: readonly PersonId[];
  readonly left: readonly PersonId[];
}

export const LONGEST_GROUP_NAME = 256;

interface Shown extends DirectoryGroup {
  /** Null where they were not asked for. */
  readonly members: readonly object[] | null;
}

export function groupResource(base: string, group: Shown): Attributes {
  const { id, displayName, externalId, version, createdAt, updatedAt, members } = group;
  return {
    schemas: [GROUP_SCHEMA],
    id,
    displayName,
    ...(externalId !== null && { externalId }),
    ...(members !== null && { members }),
    meta: {
      resourceType: 'Group',
      created: createdAt.toISOString(),
      lastModified: updatedAt.toISOString(),
      location: `${base}/Groups/${id}`,
      version: etagOf(version),
    },
  };
}
