import type { GroupId } from '#features/tenancy';
import type { PersonId } from '#kernel';
import type { DirectoryUserId } from '../users/directory-user.js';

/** A user of a directory as the console lists her. */
export interface ListedUser {
  readonly id: DirectoryUserId;
  readonly userName: string;
  readonly label: string;
  readonly email: string | null;
  readonly externalId: string | null;
  readonly active: boolean;
  /** The member that she is, once that is known. */
  readonly personId: PersonId | null;
  readonly updatedAt: Date;
}

export interface ListedGroup {
  readonly id: GroupId;
  readonly displayName: string;
  readonly externalId: string | null;
  readonly members: number;
  readonly updatedAt: Date;
}

export interface ContentsPage {
  readonly after: string | null;
  readonly search: string | null;
  readonly groupId: string | null;
  readonly limit: number;
}
