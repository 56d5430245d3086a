import type { Id, OrgId, Principal, PrincipalId } from '#kernel';
import type { PolicyScope } from '../scopes/scope.js';
import type { PolicyFormat } from '../versions/version.js';

export type DraftId = Id<'PolicyDraft'>;

export const DRAFT_STATES = ['open', 'in_review', 'approved', 'published', 'discarded'] as const;
export type DraftState = (typeof DRAFT_STATES)[number];

/** The layer that a draft is to become. */
export interface DraftScope {
  readonly kind: 'org' | 'team' | 'group' | 'project';
  /** Null for the org itself. */
  readonly id: string | null;
}

/** Where the versions of such a policy stand. */
export const scopeOfDraft = ({ orgId, scope: { kind, id } }: Pick<Draft, 'orgId' | 'scope'>): PolicyScope => ({
  kind,
  id: id ?? orgId,
});

/** What becomes of a draft when it is published: a version with its text, an old version again, or that no layer stands there any more. */
export type DraftAct =
  | { readonly kind: 'publish' }
  | { readonly kind: 'roll_back'; readonly version: number }
  | { readonly kind: 'withdraw' };
export const DRAFT_ACTS = ['publish', 'roll_back', 'withdraw'] as const satisfies readonly DraftAct['kind'][];

/** What an author writes of a draft. */
export interface DraftWords {
  readonly title: string;
  readonly text: string;
  readonly format: PolicyFormat;
  /** The version that the author had before her eyes; null when there was none. */
  readonly basedOn: number | null;
}

/** That another person has read a revision and found it good. */
export interface DraftApproval {
  readonly by: { readonly id: PrincipalId; readonly label: string };
  readonly at: Date;
}

/** A policy that somebody is writing. It obliges no machine to anything, and may be wrong while it is being written. */
export interface Draft extends DraftWords {
  readonly orgId: OrgId;
  readonly id: DraftId;
  readonly scope: DraftScope;
  readonly act: DraftAct;
  /** Grows by one with every save: whoever saves, approves or publishes names the one that she has read. */
  readonly revision: number;
  readonly state: DraftState;
  readonly author: Principal;
  /** All who have had a hand in it: none of them approves it. */
  readonly editors: readonly PrincipalId[];
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly changedBy: string;
  /** Of the present revision; null where nobody has given one. */
  readonly approval: DraftApproval | null;
  /** The version that it became, or took away; null until it is published. */
  readonly version: number | null;
}

/** A draft without its text, for lists. */
export type DraftSummary = Omit<Draft, 'text' | 'orgId' | 'editors'>;

/** Drafts that an org can have in work at once. */
export const MOST_LIVING_DRAFTS = 100;
/** Drafts that are published or discarded are kept to be read; of more than this the oldest go. */
export const MOST_ENDED_DRAFTS = 200;
/** Hands that one draft can go through; then it is better begun anew. */
export const MOST_EDITORS = 50;

export const isLiving = ({ state }: Pick<Draft, 'state'>): boolean => state !== 'published' && state !== 'discarded';
