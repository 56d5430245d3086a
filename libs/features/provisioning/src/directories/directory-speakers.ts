import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type GroupSpeaker, GroupSpeakers } from '#features/access';
import { type GroupId, GroupRepository } from '#features/tenancy';
import type { RequestContext } from '#kernel';
import type { OrgTx } from '#platform/database';
import type { DirectoryId } from './directory.js';
import { DirectoryRepository } from './directory.repository.js';

/** Tells who says who is in the groups of directories: whoever holds a token that is good. */
@Injectable()
export class DirectorySpeakers implements OnModuleInit {
  constructor(
    private readonly speakers: GroupSpeakers,
    private readonly groups: GroupRepository,
    private readonly directories: DirectoryRepository,
  ) {}

  onModuleInit(): void {
    this.speakers.add((tx, ctx, group) => this.speakersOf(tx, ctx, group));
  }

  private async speakersOf(
    tx: OrgTx,
    ctx: Pick<RequestContext, 'orgId' | 'now'>,
    id: GroupId,
  ): Promise<readonly GroupSpeaker[]> {
    const group = await this.groups.find(tx, ctx, id);
    if (group?.source !== 'directory' || group.sourceId === null) return [];
    const scope = { orgId: ctx.orgId, directoryId: group.sourceId as DirectoryId };
    const name = (await this.directories.find(tx, ctx, scope.directoryId))?.name ?? '';
    return (await this.directories.goodTokens(tx, scope, ctx.now)).map((token) => ({
      label: `whoever holds the token "${token.name}" (…${token.hint}) of the directory "${name}"`,
      power: token.power,
    }));
  }
}
