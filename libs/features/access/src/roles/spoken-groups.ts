import { Injectable } from '@nestjs/common';
import type { GroupId } from '#features/tenancy';
import type { RequestContext } from '#kernel';
import type { OrgTx } from '#platform/database';
import { GroupSpeakers } from './group-speakers.js';
import { GroupUnvouched } from './role.errors.js';
import { RoleGrantRepository } from './role-grant.repository.js';
import { handlesAll } from './role.rules.js';
import { RoleService } from './role.service.js';

/**
 * Whoever speaks for a group gives its roles. So what a group gives may not grow beyond what those could give who let its speakers speak. Asked
 * last, under the lock of the org's grants, so that no speaker is let in meanwhile.
 */
@Injectable()
export class SpokenGroups {
  constructor(
    private readonly roles: RoleService,
    private readonly grants: RoleGrantRepository,
    private readonly speakers: GroupSpeakers,
  ) {}

  /** @throws GroupUnvouched */
  async mustBeVouchedIn(tx: OrgTx, ctx: RequestContext, group: GroupId, only: string | null = null): Promise<void> {
    const holder = { kind: 'group', id: group } as const;
    const given = (await this.roles.givenByIn(tx, ctx, holder)).filter(
      ({ role }) => only === null || role.name === only,
    );
    if (given.length === 0) return;
    for (const { label, power } of await this.speakers.of(tx, ctx, group)) {
      const beyond = given.find((one) => !handlesAll([one], power));
      if (beyond === undefined) continue;
      throw new GroupUnvouched(
        `Who is in this group is said by ${label}, and whoever answers for that could not give the role "${beyond.role.name}". Somebody who can give it vouches on the page of the directory or of the connection.`,
      );
    }
  }

  /** As `mustBeVouchedIn`, of every group that gives the role, or says who is given it for a while. @throws GroupUnvouched */
  async mustAllBeVouchedIn(tx: OrgTx, ctx: RequestContext, role: string): Promise<void> {
    for (const group of await this.grants.givingGroupsOf(tx, ctx, null))
      await this.mustBeVouchedIn(tx, ctx, group, role);
  }
}
