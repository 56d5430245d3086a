import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import type { OrgTx } from '#platform/database';
import type { GrantId } from '../roles/role-grant.js';
import { RoleGrantRepository } from '../roles/role-grant.repository.js';
import { RoleService } from '../roles/role.service.js';
import type { FoundItem, ReviewItem, ReviewScope } from './review.js';
import { type ReviewableKind, type ReviewGround, ReviewKinds } from './review-kinds.js';
import { ReviewableReader } from './reviewable.reader.js';

/** Roles that were given, to people, groups and service accounts. */
@Injectable()
export class GrantReview implements ReviewableKind {
  readonly kind = 'grant';
  readonly needs = 'role:update';

  constructor(
    private readonly reader: ReviewableReader,
    private readonly grants: RoleGrantRepository,
    private readonly roles: RoleService,
    kinds: ReviewKinds,
  ) {
    kinds.add(this);
  }

  itemsIn({ system, ctx }: ReviewGround, scope: ReviewScope, limit: number): Promise<readonly FoundItem[]> {
    return this.reader.grants(system, ctx, scope, limit);
  }

  /** @throws LastOwner */
  async revokeIn(tx: OrgTx, ctx: RequestContext, item: ReviewItem, reason: string): Promise<boolean> {
    const grant = await this.grants.find(tx, ctx, item.targetId as GrantId);
    if (grant === null) return false;
    const { kind, id } = grant.holder;
    const teamId = grant.team?.id ?? null;
    const holder = { kind, id: id, label: item.subjectLabel };
    return this.roles.takeIn(tx, ctx, { ...holder, role: grant.role, teamId, reason });
  }
}
