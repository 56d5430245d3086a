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
}

export interface DirectoryWithFigures extends Directory {
  readonly tokens: readonly DirectoryToken[];
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
  /** The address under which the directory knows everything. */
  readonly base: string;
}

export const MOST_DIRECTORIES = 50;
export const MOST_GOOD_TOKENS = 10;
/** By this beginning secret scanners know it. */
export const DIRECTORY_TOKEN_PREFIX = 'cst_scim_';
