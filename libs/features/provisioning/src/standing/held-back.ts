import { Injectable } from '@nestjs/common';
import type { PersonId, RequestContext } from '#kernel';
import { OrgDatabase, type OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import type { DirectoryScope } from '../directories/directory.js';
import { DirectoryRepository } from '../directories/directory.repository.js';
import type { LastOwnerStays, StandsAbove } from '../scim/scim.errors.js';

type Refusal = LastOwnerStays | StandsAbove;

export interface HeldBackPerson {
  readonly personId: PersonId;
  readonly label: string;
}

/** Tells loudly that a directory was not let change somebody's standing: she may have left, and can act still. */
@Injectable()
export class HeldBackDesk {
  constructor(
    private readonly db: OrgDatabase,
    private readonly directories: DirectoryRepository,
    private readonly trail: Trail,
  ) {}

  /** After what was refused was taken back. */
  tell(ctx: DirectoryScope & RequestContext, who: HeldBackPerson, refusal: Refusal): Promise<void> {
    return this.db.within(ctx, (tx) => this.tellIn(tx, ctx, who, refusal));
  }

  /** As part of what goes on without it. Call it last. */
  async tellIn(
    tx: OrgTx,
    ctx: DirectoryScope & RequestContext,
    { personId, label }: HeldBackPerson,
    refusal: Refusal,
  ): Promise<void> {
    await this.directories.holdBack(tx, ctx, { at: ctx.now, label: label.slice(0, 200) });
    await this.trail.record(tx, ctx, {
      action: 'directory.held_back',
      target: { kind: 'person', id: personId, label },
      reason: refusal.message,
      facts: { severity: 'high', directory: ctx.directoryId },
    });
  }
}
