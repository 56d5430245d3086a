import type { Principal } from '#kernel';
import type { DraftId } from './draft.js';

export type RemarkKind =
  'comment' | 'review_asked' | 'approved' | 'sent_back' | 'withdrawn' | 'published' | 'discarded';

/** Something that was said or decided about a draft. Written once. */
export interface Remark {
  /** Counts up from 1 within a draft. */
  readonly number: number;
  readonly draftId: DraftId;
  /** The revision that stood when it was said. */
  readonly revision: number;
  readonly kind: RemarkKind;
  readonly by: Principal;
  /** Empty where only something was decided. */
  readonly text: string;
  readonly at: Date;
}

/** Remarks on one draft; who has more to say than this should talk. */
export const MOST_REMARKS = 500;
