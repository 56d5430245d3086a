import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import type { OrgTx } from '#platform/database';

/** Port: somebody who names roles that are not given yet, such as that of newcomers. Answers what names `role`, in words. */
export type RoleUseTeller = (tx: OrgTx, ctx: Pick<RequestContext, 'orgId'>, role: string) => Promise<readonly string[]>;

/** Where roles are named besides by whoever has them: none is deleted that somebody is to be given. */
@Injectable()
export class RoleUses {
  private readonly tellers: RoleUseTeller[] = [];

  /** Called when the product starts. */
  add(teller: RoleUseTeller): void {
    this.tellers.push(teller);
  }

  async of(tx: OrgTx, ctx: Pick<RequestContext, 'orgId'>, role: string): Promise<readonly string[]> {
    const told: string[] = [];
    for (const teller of this.tellers) told.push(...(await teller(tx, ctx, role)));
    return told;
  }
}
