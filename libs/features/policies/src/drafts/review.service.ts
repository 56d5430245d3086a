import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { OrgDatabase, type OrgTx } from '#platform/database';
import type { Draft, DraftId } from './draft.js';
import { DraftNotInReview } from './draft.errors.js';
import { checkLiving, checkReview, checkRevision } from './draft.rules.js';
import { DraftDesk } from './draft-desk.js';
import type { Remark } from './remark.js';
import { RemarkRepository } from './remark.repository.js';

/** What is asked of a draft, and about which revision of it. */
export interface ReviewStep {
  readonly id: DraftId;
  /** The revision that the caller has read. */
  readonly revision: number;
  readonly text: string;
}

/** The talk about a draft, and its judgement by another person. */
@Injectable()
export class ReviewService {
  constructor(
    private readonly db: OrgDatabase,
    private readonly desk: DraftDesk,
    private readonly remarks: RemarkRepository,
  ) {}

  /** Oldest first. @throws DraftNotFound, PolicyTampered */
  history(ctx: RequestContext, id: DraftId): Promise<readonly Remark[]> {
    return this.db.within(ctx, async (tx) => {
      await this.desk.takeIn(tx, ctx, id);
      return this.remarks.all(tx, ctx, id);
    });
  }

  /** @throws DraftNotFound, DraftEnded, DraftsTooMany, PolicyTampered */
  comment(ctx: RequestContext, id: DraftId, text: string): Promise<Draft> {
    return this.step(ctx, id, (draft, tx) => {
      checkLiving(draft);
      return this.desk.putIn(tx, ctx, draft, { kind: 'comment', text });
    });
  }

  /** @throws DraftNotFound, DraftEnded, DraftStale, PolicyTampered */
  ask(ctx: RequestContext, { id, revision, text }: ReviewStep): Promise<Draft> {
    return this.step(ctx, id, (draft, tx) => {
      checkRevision(draft, revision);
      const asked: Draft = { ...draft, state: 'in_review', approval: null };
      return this.desk.putIn(tx, ctx, asked, { kind: 'review_asked', text });
    });
  }

  /** @throws DraftNotFound, DraftEnded, DraftStale, DraftNotInReview, DraftIsYours, PolicyTampered */
  approve(ctx: RequestContext, { id, revision, text }: ReviewStep): Promise<Draft> {
    return this.step(ctx, id, (draft, tx) => {
      checkReview(draft, revision, ctx.principal);
      const { id: approver, label } = ctx.principal;
      const approval = { by: { id: approver, label }, at: ctx.now };
      return this.desk.putIn(tx, ctx, { ...draft, state: 'approved', approval }, { kind: 'approved', text });
    });
  }

  /** Says what has to change first; also takes an approval back. @throws DraftNotFound, DraftEnded, DraftStale, DraftNotInReview, PolicyTampered */
  sendBack(ctx: RequestContext, { id, revision, text }: ReviewStep): Promise<Draft> {
    return this.reopen(ctx, { id, revision, text }, 'sent_back');
  }

  /** The author wants to write on. @throws as sendBack */
  withdraw(ctx: RequestContext, step: ReviewStep): Promise<Draft> {
    return this.reopen(ctx, step, 'withdrawn');
  }

  private reopen(ctx: RequestContext, step: ReviewStep, kind: 'sent_back' | 'withdrawn'): Promise<Draft> {
    return this.step(ctx, step.id, (draft, tx) => {
      checkRevision(draft, step.revision);
      if (draft.state === 'open') throw new DraftNotInReview('It is open already: its author is writing.');
      return this.desk.putIn(tx, ctx, { ...draft, state: 'open', approval: null }, { kind, text: step.text });
    });
  }

  private step(ctx: RequestContext, id: DraftId, take: (draft: Draft, tx: OrgTx) => Promise<Draft>): Promise<Draft> {
    return this.db.within(ctx, async (tx) => take(await this.desk.takeIn(tx, ctx, id), tx));
  }
}
