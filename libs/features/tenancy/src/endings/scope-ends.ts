import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import type { OrgTx } from '#platform/database';

/** A team, a group or a project that is about to be no more. */
export interface EndingScope {
  readonly kind: 'team' | 'group' | 'project';
  readonly id: string;
  readonly name: string;
}

export type HearEnding = (tx: OrgTx, ctx: RequestContext, scope: EndingScope) => Promise<void>;

/** Tells features that stand on this one, in the transaction in which it ends, so that what they keep of it ends with it and is recorded. */
@Injectable()
export class ScopeEnds {
  private readonly hearers: HearEnding[] = [];

  hear(hearer: HearEnding): void {
    this.hearers.push(hearer);
  }

  async tellIn(tx: OrgTx, ctx: RequestContext, scope: EndingScope): Promise<void> {
    for (const hear of this.hearers) await hear(tx, ctx, scope);
  }
}
