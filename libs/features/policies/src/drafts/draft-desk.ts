import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import type { OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import type { Draft, DraftId } from './draft.js';
import { DraftNotFound, DraftsTooMany } from './draft.errors.js';
import { checkReach } from './draft.rules.js';
import { DraftRepository } from './draft.repository.js';
import { MOST_REMARKS, type RemarkKind } from './remark.js';
import { RemarkRepository } from './remark.repository.js';

/** A step that a draft takes. */
export interface DraftStep {
  readonly kind: RemarkKind;
  readonly text: string;
}

/** Takes a draft from its place, and puts it back one step further: row, remark and trail together. */
@Injectable()
export class DraftDesk {
  constructor(
    private readonly drafts: DraftRepository,
    private readonly remarks: RemarkRepository,
    private readonly trail: Trail,
  ) {}

  /** @throws DraftNotFound, PolicyScopeClosed, PolicyTampered */
  async takeIn(tx: OrgTx, ctx: RequestContext, id: DraftId): Promise<Draft> {
    const draft = await this.drafts.findForUpdate(tx, ctx, id);
    if (draft === null) throw new DraftNotFound('There is no such draft in this organisation.');
    checkReach(draft, ctx);
    return draft;
  }

  /** @throws DraftsTooMany when a comment finds no room; what is decided always does */
  async putIn(tx: OrgTx, ctx: RequestContext, draft: Draft, step: DraftStep): Promise<Draft> {
    if (step.kind === 'comment' && (await this.remarks.count(tx, ctx, draft.id)) >= MOST_REMARKS - 50)
      throw new DraftsTooMany('Enough has been said about this draft; talk to each other, or begin a new one.');
    await this.drafts.update(tx, draft);
    await this.remarks.append(tx, ctx, draft, step);
    await this.recordIn(tx, ctx, draft, `policy_draft.${step.kind === 'comment' ? 'commented' : step.kind}`);
    return draft;
  }

  async recordIn(tx: OrgTx, ctx: RequestContext, draft: Draft, action: `policy_draft.${string}`): Promise<void> {
    await this.trail.record(tx, ctx, {
      action,
      target: { kind: 'policy_draft', id: draft.id, label: draft.title },
      facts: { revision: draft.revision, state: draft.state, act: draft.act.kind },
    });
  }
}
