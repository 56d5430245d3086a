import { Injectable } from '@nestjs/common';
import { type ServiceAccountId, ServiceAccountService, type ServiceKeyId } from '#features/identity';
import type { RequestContext } from '#kernel';
import type { OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import type { FoundItem, ReviewItem, ReviewScope } from './review.js';
import { type ReviewableKind, type ReviewGround, ReviewKinds } from './review-kinds.js';

/** Keys of service accounts that are still good. Keys are nobody's, so a review of one team asks about none. */
@Injectable()
export class KeyReview implements ReviewableKind {
  readonly kind = 'key';
  readonly needs = 'service_account:manage';

  constructor(
    private readonly accounts: ServiceAccountService,
    private readonly trail: Trail,
    kinds: ReviewKinds,
  ) {
    kinds.add(this);
  }

  async itemsIn({ org, ctx }: ReviewGround, { teamId }: ReviewScope, limit: number): Promise<readonly FoundItem[]> {
    if (teamId !== null) return [];
    const accounts = await this.accounts.listIn(org, ctx);
    const found = accounts.flatMap(({ id: accountId, name: accountName, keys }) =>
      keys
        .filter(({ revokedAt, expiresAt }) => revokedAt === null && ctx.now < expiresAt)
        .map(({ id, name, hint }) => ({
          kind: 'key' as const,
          targetId: id,
          subjectKind: 'service' as const,
          subjectId: accountId,
          subjectLabel: accountName,
          what: `${name} (…${hint})`,
          place: null,
        })),
    );
    return found.slice(0, limit);
  }

  async revokeIn(tx: OrgTx, ctx: RequestContext, item: ReviewItem, reason: string): Promise<boolean> {
    const { subjectId, targetId, subjectLabel } = item;
    const accountId = subjectId as ServiceAccountId;
    const key = await this.accounts.keyIn(tx, ctx, { accountId, id: targetId as ServiceKeyId });
    if (key.revokedAt !== null) return false;
    await this.accounts.revokeKeyIn(tx, ctx, key.id);
    await this.trail.record(tx, ctx, {
      action: 'service_account.key_revoked',
      target: { kind: 'service', id: accountId, label: subjectLabel },
      reason,
      facts: { key: key.id, name: key.name },
    });
    return true;
  }
}
