import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import type { OrgTx } from '#platform/database';
import { rows } from '#platform/database/rows';
import { orgScope, type PolicyScope } from '../scopes/scope.js';
import type { PolicyVersionSummary } from './version.js';
import { toAuthor } from './version.repository.js';

const columns = {
  number: true,
  digest: true,
  reason: true,
  authorKind: true,
  authorId: true,
  authorLabel: true,
  rollbackOf: true,
  publishedAt: true,
} as const;

/** The history of a scope's policy, newest first. */
@Injectable()
export class VersionReader {
  /** Up to `limit` versions with numbers below `before`; from the newest when it is null. */
  async page(
    tx: OrgTx,
    { orgId }: Pick<RequestContext, 'orgId'>,
    { before, limit }: { before: number | null; limit: number },
    { kind: scopeKind, id: scopeId }: PolicyScope = orgScope({ orgId }),
  ): Promise<readonly PolicyVersionSummary[]> {
    const found = await rows(tx).policyVersion.findMany({
      where: { orgId, scopeKind, scopeId, ...(before !== null && { number: { lt: before } }) },
      orderBy: { number: 'desc' },
      take: limit,
      select: columns,
    });
    return found.map((row) => ({
      number: row.number,
      digest: row.digest,
      reason: row.reason,
      author: toAuthor(row),
      rollbackOf: row.rollbackOf,
      publishedAt: row.publishedAt,
    }));
  }
}
