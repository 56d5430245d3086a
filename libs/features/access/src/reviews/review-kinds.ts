import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import type { OrgTx, SystemTx } from '#platform/database';
import type { PermissionName } from '../permissions/permission.js';
import type { FoundItem, ReviewedKind, ReviewItem, ReviewScope } from './review.js';

/** Where a review looks, in one transaction that sees the org, and beside it the names of people, which belong to none. */
export interface ReviewGround {
  readonly system: SystemTx;
  readonly org: OrgTx;
  readonly ctx: RequestContext;
}

/** One kind of thing that can be reviewed: how it is found, and how it is taken away. */
export interface ReviewableKind {
  readonly kind: ReviewedKind;
  /** What somebody must hold who lets others take such things away. */
  readonly needs: PermissionName;
  /** At most `limit`. */
  itemsIn(ground: ReviewGround, scope: ReviewScope, limit: number): Promise<readonly FoundItem[]>;
  /** Takes the thing away, with its own entry in the ledger. False when it was gone. Refusals come before anything is written. */
  revokeIn(tx: OrgTx, ctx: RequestContext, item: ReviewItem, reason: string): Promise<boolean>;
}

/** The kinds that this product can review: each feature adds its own. */
@Injectable()
export class ReviewKinds {
  private readonly byName = new Map<ReviewedKind, ReviewableKind>();

  add(kind: ReviewableKind): void {
    this.byName.set(kind.kind, kind);
  }

  of(name: ReviewedKind): ReviewableKind {
    const kind = this.byName.get(name);
    if (kind === undefined) throw new Error(`Nothing here knows how to review a ${name}.`);
    return kind;
  }
}
