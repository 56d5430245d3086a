import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import type { OrgTx } from '#platform/database';
import { rows } from '#platform/database/rows';
import type { DraftId, DraftState, DraftSummary } from './draft.js';
import { toDraftSummary } from './draft.repository.js';

const columns = {
  id: true,
  scopeKind: true,
  scopeId: true,
  act: true,
  bringsBack: true,
  title: true,
  format: true,
  revision: true,
  basedOn: true,
  state: true,
  authorKind: true,
  authorId: true,
  authorLabel: true,
  createdAt: true,
  changedAt: true,
  changedLabel: true,
  approverId: true,
  approverLabel: true,
  approvedAt: true,
  version: true,
} as const;

/** Part of the list of drafts: those in one of `states`, older than `before`. */
export interface DraftPage {
  readonly states: readonly DraftState[];
  readonly before: DraftId | null;
  readonly limit: number;
}

/** The drafts of an org, newest first; those of the teams that the context names, where it names some. */
@Injectable()
export class DraftReader {
  async page(tx: OrgTx, { orgId, teams }: RequestContext, page: DraftPage): Promise<readonly DraftSummary[]> {
    const found = await rows(tx).policyDraft.findMany({
      where: {
        orgId,
        state: { in: [...page.states] },
        ...(page.before !== null && { id: { lt: page.before } }),
        ...(teams !== undefined && { scopeKind: 'team', scopeId: { in: [...teams] } }),
      },
      orderBy: { id: 'desc' },
      take: page.limit,
      select: columns,
    });
    return found.map(toDraftSummary);
  }
}
