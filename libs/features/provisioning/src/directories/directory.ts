import type { Power } from '#features/access';
import type { Id, OrgId, Principal } from '#kernel';

export type DirectoryId = Id<'Directory'>;
export type DirectoryTokenId = Id<'DirectoryToken'>;

/** An identity provider that says by SCIM who belongs to the org. */
export interface Directory {
  readonly id: DirectoryId;
  readonly name: string;
  readonly createdAt: Date;
  readonly creatorLabel: string;
}

/** Somebody whom a directory was not let deactivate or take back: nobody with enough power has vouched for its token. */
export interface HeldBack {
  readonly at: Date;
  readonly label: string;
}

/** What a directory shows to be let in. Several are good at once, so that one can follow another without a gap. */
export interface DirectoryToken {
  readonly id: DirectoryTokenId;
  readonly directoryId: DirectoryId;
  readonly name: string;
  readonly hint: string;
  readonly createdAt: Date;
  readonly creatorLabel: string;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
  /** Who let its holder speak last; null for a token from before that was kept. */
  readonly vouchedBy: string | null;
  readonly vouchedAt: Date | null;
  /** What that one could give at that time: its holder can do no more to people and groups. */
  readonly power: Power;
}

export interface ShownToken extends DirectoryToken {
  /** Whether whoever vouched for it could give all that the groups of the directory give. */
  readonly coversGroups: boolean;
}

export interface DirectoryWithFigures extends Directory {
  readonly tokens: readonly ShownToken[];
  readonly heldBack: HeldBack | null;
  readonly users: number;
  readonly groups: number;
}

/** Where a request of a directory's acts. */
export interface DirectoryScope {
  readonly orgId: OrgId;
  readonly directoryId: DirectoryId;
}

/** A request of a directory's, from the door on. */
export interface DirectoryContext extends DirectoryScope {
  readonly principal: Principal;
  readonly requestId: string;
  readonly now: Date;
  /** What whoever vouched for its token could give. */
  readonly power: Power;
  /** The address under which the directory knows everything. */
  readonly base: string;
}

export const MOST_DIRECTORIES = 50;
export const MOST_GOOD_TOKENS = 10;
/** By this beginning secret scanners know it. */
export const DIRECTORY_TOKEN_PREFIX = 'cst_scim_';
