import { Injectable } from '@nestjs/common';
import type { Principal, RequestContext } from '#kernel';
import type { OrgScope, OrgTx } from '#platform/database';
import { rows } from '#platform/database/rows';
import type { Draft, DraftId } from './draft.js';
import { MOST_REMARKS, type Remark, type RemarkKind } from './remark.js';

/** Rows of the table `policy_draft_remarks`. */
@Injectable()
export class RemarkRepository {
  async count(tx: OrgTx, { orgId }: OrgScope, draftId: DraftId): Promise<number> {
    return rows(tx).policyDraftRemark.count({ where: { orgId, draftId } });
  }

  /** Oldest first. */
  async all(tx: OrgTx, { orgId }: OrgScope, draftId: DraftId): Promise<readonly Remark[]> {
    const found = await rows(tx).policyDraftRemark.findMany({
      where: { orgId, draftId },
      orderBy: { number: 'asc' },
      take: MOST_REMARKS,
    });
    return found.map(({ number, revision, kind, byKind, byId, byLabel, text, at }) => ({
      number,
      draftId,
      revision,
      kind: kind as RemarkKind,
      by: { kind: byKind, id: byId, label: byLabel } as Principal,
      text,
      at,
    }));
  }

  /** The next one; the caller holds the draft's lock. */
  async append(
    tx: OrgTx,
    { orgId, principal, now }: RequestContext,
    { id: draftId, revision }: Pick<Draft, 'id' | 'revision'>,
    { kind, text }: { kind: RemarkKind; text: string },
  ): Promise<void> {
    const by = { byKind: principal.kind, byId: principal.id, byLabel: principal.label };
    const number = (await this.count(tx, { orgId }, draftId)) + 1;
    await rows(tx).policyDraftRemark.create({
      data: { orgId, draftId, number, revision, kind, ...by, text, at: now },
      select: { number: true },
    });
  }
}
