import { Injectable } from '@nestjs/common';
import {
  type GroupId,
  GroupService,
  type ProjectId,
  ProjectService,
  type TeamId,
  TeamService,
} from '#features/tenancy';
import type { RequestContext } from '#kernel';
import type { OrgTx } from '#platform/database';
import { isOrg, type NamedScope, type PolicyScope } from './scope.js';
import { PolicyScopeClosed } from './scope.errors.js';

/** Knows what a policy can be published for: the org, and the teams, groups and projects that there are. */
@Injectable()
export class ScopeKeeper {
  constructor(
    private readonly teams: TeamService,
    private readonly groups: GroupService,
    private readonly projects: ProjectService,
  ) {}

  /**
   * The scope by its name. Where the context reaches some teams alone, one of those.
   * @throws TeamNotFound, GroupNotFound, ProjectNotFound, PolicyScopeClosed
   */
  async foundIn(tx: OrgTx, ctx: RequestContext, scope: PolicyScope): Promise<NamedScope> {
    if (ctx.teams !== undefined && scope.kind !== 'team')
      throw new PolicyScopeClosed('You publish for your teams alone. Ask somebody who publishes for the organisation.');
    return { ...scope, name: await this.nameIn(tx, ctx, scope) };
  }

  private async nameIn(tx: OrgTx, ctx: RequestContext, scope: PolicyScope): Promise<string> {
    if (isOrg(scope)) return 'the organisation';
    if (scope.kind === 'team') return (await this.teams.foundIn(tx, ctx, scope.id as TeamId)).name;
    if (scope.kind === 'group') return (await this.groups.foundIn(tx, ctx, scope.id as GroupId)).name;
    return (await this.projects.foundIn(tx, ctx, scope.id as ProjectId)).name;
  }
}
