import type { TeamId } from '#features/tenancy';
import type { Id, OrgId, PersonId } from '#kernel';

export type ReviewId = Id<'Review'>;
export type ReviewItemId = Id<'ReviewItem'>;
/** What can be asked about: roles that were given, keys of service accounts, machines of the fleet. */
export type ReviewedKind = 'grant' | 'key' | 'machine';
export type ReviewDecision = 'keep' | 'revoke';

/** What a review asks about. */
export interface ReviewScope {
  readonly kinds: readonly ReviewedKind[];
  /** None named: every role. */
  readonly roles: readonly string[];
  /** What the people of one team have; null: of the whole org. */
  readonly teamId: TeamId | null;
}

export interface ReviewDraft extends ReviewScope {
  readonly name: string;
  readonly reviewers: readonly PersonId[];
  readonly dueAt: Date;
  /** What becomes of that on which nobody has decided when it is due. */
  readonly outcome: ReviewDecision;
}

/** The question, put of everything in a scope at a moment: does everybody still need what she has? */
export interface Review extends ReviewScope {
  readonly id: ReviewId;
  readonly orgId: OrgId;
  readonly name: string;
  readonly dueAt: Date;
  readonly outcome: ReviewDecision;
  readonly createdAt: Date;
  readonly creatorLabel: string;
  readonly closedAt: Date | null;
  readonly total: number;
  readonly kept: number;
  readonly revoked: number;
}

/** A thing that somebody has, as it is found when a review begins. */
export interface FoundItem {
  readonly kind: ReviewedKind;
  readonly targetId: string;
  readonly subjectKind: 'person' | 'group' | 'service' | null;
  readonly subjectId: string | null;
  readonly subjectLabel: string;
  /** The role, the name of the key, the machine. */
  readonly what: string;
  /** The team that a role was given for, and the like. */
  readonly place: string | null;
}

export interface ReviewItem extends FoundItem {
  readonly id: ReviewItemId;
  readonly reviewId: ReviewId;
  readonly decision: ReviewDecision | null;
  readonly reason: string | null;
  /** Null where the due date decided. */
  readonly deciderLabel: string | null;
  readonly decidedAt: Date | null;
  readonly wasGone: boolean;
}

/** An item that waits for a reviewer, with what she has to know of the review. */
export interface WaitingItem extends ReviewItem {
  readonly reviewName: string;
  readonly dueAt: Date;
}

export const MOST_ITEMS = 10_000;
export const isOpen = ({ closedAt, dueAt }: Pick<Review, 'closedAt' | 'dueAt'>, now: Date): boolean =>
  closedAt === null && now < dueAt;
