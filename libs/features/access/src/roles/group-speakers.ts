import { Injectable } from '@nestjs/common';
import type { GroupId } from '#features/tenancy';
import type { RequestContext } from '#kernel';
import type { OrgTx } from '#platform/database';
import type { Power } from './role.rules.js';

/** Somebody outside who says who is in a group: the holder of a directory's token, say. */
export interface GroupSpeaker {
  /** In words, for whoever is told that it lacks power. */
  readonly label: string;
  /** What whoever let it speak could give. */
  readonly power: Power;
}

/** Port: those who say who is in a group, besides the people of the org. */
export type GroupSpeakerTeller = (
  tx: OrgTx,
  ctx: Pick<RequestContext, 'orgId' | 'now'>,
  group: GroupId,
) => Promise<readonly GroupSpeaker[]>;

/** Who speaks for groups. Nothing is given to a group for which somebody speaks who could not be given it to hand on. */
@Injectable()
export class GroupSpeakers {
  private readonly tellers: GroupSpeakerTeller[] = [];

  /** Called when the product starts. */
  add(teller: GroupSpeakerTeller): void {
    this.tellers.push(teller);
  }

  async of(tx: OrgTx, ctx: Pick<RequestContext, 'orgId' | 'now'>, group: GroupId): Promise<readonly GroupSpeaker[]> {
    const told: GroupSpeaker[] = [];
    for (const teller of this.tellers) told.push(...(await teller(tx, ctx, group)));
    return told;
  }
}
