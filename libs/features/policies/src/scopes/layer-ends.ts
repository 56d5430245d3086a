import { Injectable } from '@nestjs/common';
import { type EndingScope, ScopeEnds } from '#features/tenancy';
import type { RequestContext } from '#kernel';
import type { OrgTx } from '#platform/database';
import { Publication } from '../versions/publication.js';
import { VersionRepository } from '../versions/version.repository.js';

/** A layer goes with what it was published for, and the ledger says so. (The database would take it away in any case.) */
@Injectable()
export class LayerEnds {
  constructor(
    private readonly versions: VersionRepository,
    private readonly publication: Publication,
    ends: ScopeEnds,
  ) {
    ends.hear((tx, ctx, scope) => this.withdrawIn(tx, ctx, scope));
  }

  private async withdrawIn(tx: OrgTx, ctx: RequestContext, scope: EndingScope): Promise<void> {
    const head = await this.versions.lockHead(tx, ctx, scope);
    if (head === null || !(await this.versions.removeHead(tx, ctx, scope))) return;
    const reason = `The ${scope.kind} was removed.`;
    await this.publication.withdrawnIn(tx, ctx, { scope, version: head.currentVersion, reason });
  }
}
