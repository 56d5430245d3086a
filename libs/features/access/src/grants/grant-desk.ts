import { Injectable } from '@nestjs/common';
import { type GroupId, TeamService } from '#features/tenancy';
import type { RequestContext } from '#kernel';
import { enterOrg, type OrgTx, SystemDatabase, type SystemTx } from '#platform/database';
import { OWNER } from '../roles/role.js';
import { GrantNotFound, HolderNotFound, OwnerAlone, RoleNotForTeams } from '../roles/role.errors.js';
import type { GrantId, RoleGrant, RoleHolder, RoleInPlace } from '../roles/role-grant.js';
import { type GrantFilter, RoleGrantRepository } from '../roles/role-grant.repository.js';
import { reachOf } from '../roles/role.rules.js';
import { RoleService } from '../roles/role.service.js';
import { SpokenGroups } from '../roles/spoken-groups.js';
import { HolderReader } from './holder.reader.js';

export interface LabelledGrant extends RoleGrant {
  readonly label: string;
}

/** Where roles are given to people, groups and service accounts one by one, for the org or for one team. */
@Injectable()
export class GrantDesk {
  // eslint-disable-next-line max-params -- holders have names in three tables, and a grant may be for a team
  constructor(
    private readonly system: SystemDatabase,
    private readonly holders: HolderReader,
    private readonly grants: RoleGrantRepository,
    private readonly roles: RoleService,
    private readonly teams: TeamService,
    private readonly spoken: SpokenGroups,
  ) {}

  list(
    ctx: RequestContext,
    filter: GrantFilter,
    page: { after: GrantId | null; limit: number },
  ): Promise<readonly LabelledGrant[]> {
    return this.system.across('list who has which role', async (tx) => {
      const orgTx = await enterOrg(tx, ctx.orgId);
      const found = await this.grants.page(orgTx, ctx, filter, page);
      const labels = await this.holders.labelsOf(
        tx,
        ctx,
        found.map(({ holder }) => holder.id),
      );
      return found.map((grant) => ({ ...grant, label: labels.get(grant.holder.id) ?? '' }));
    });
  }

  /** @throws HolderNotFound, TeamNotFound, RoleUnknown, RoleNotYours, OwnerAlone, OwnerInactive, RoleNotForTeams, GroupUnvouched */
  give(ctx: RequestContext, holder: RoleHolder, { role, teamId }: RoleInPlace): Promise<GrantId> {
    return this.system.across('give a role', async (tx) => {
      const label = await this.labelIn(tx, ctx, holder);
      const orgTx = await enterOrg(tx, ctx.orgId);
      await this.mustFit(orgTx, ctx, holder, { role, teamId });
      await this.roles.mustBeAllowed(orgTx, ctx, [{ role, teamId }]);
      const id = await this.roles.giveIn(orgTx, ctx, { ...holder, label, role, teamId });
      if (id !== null && holder.kind === 'group') await this.spoken.mustBeVouchedIn(orgTx, ctx, holder.id as GroupId);
      return id ?? (await this.knownIn(orgTx, ctx, holder, { role, teamId }));
    });
  }

  /** @throws GrantNotFound, RoleNotYours, LastOwner */
  take(ctx: RequestContext, id: GrantId): Promise<void> {
    return this.system.across('take a role', async (tx) => {
      const orgTx = await enterOrg(tx, ctx.orgId);
      await this.grants.lock(orgTx, ctx.orgId);
      const grant = await this.grants.find(orgTx, ctx, id);
      if (grant === null) throw new GrantNotFound('It was taken already. Load the list again.');
      const { holder, role, team } = grant;
      const place = { role, teamId: team?.id ?? null };
      await this.roles.mustBeAllowed(orgTx, ctx, [place]);
      const labels = await this.holders.labelsOf(tx, ctx, [holder.id]);
      await this.roles.takeIn(orgTx, ctx, { ...holder, label: labels.get(holder.id) ?? '', ...place });
    });
  }

  private async labelIn(tx: SystemTx, ctx: RequestContext, { kind, id }: RoleHolder): Promise<string> {
    const label = (await this.holders.labelsOf(tx, ctx, [id], kind)).get(id);
    if (label === undefined) throw new HolderNotFound('There is no such person, group or service account here.');
    return label;
  }

  private async mustFit(
    tx: OrgTx,
    ctx: RequestContext,
    { kind }: RoleHolder,
    { role: name, teamId }: RoleInPlace,
  ): Promise<void> {
    const role = (await this.roles.bookIn(tx, ctx)).mustHave(name);
    if (role.name === OWNER && (kind === 'group' || teamId !== null))
      throw new OwnerAlone('Give the role "owner" to a person, for the whole organisation.');
    if (teamId === null) return;
    await this.teams.foundIn(tx, ctx, teamId);
    if (reachOf(role.permissions).size === 0)
      throw new RoleNotForTeams(`The role "${name}" would allow nothing in a team: all of it is the organisation’s.`);
  }

  private async knownIn(
    tx: OrgTx,
    ctx: RequestContext,
    holder: RoleHolder,
    { role, teamId }: RoleInPlace,
  ): Promise<GrantId> {
    const filter = { role, kind: holder.kind, principalId: holder.id, ...(teamId !== null && { teamId }) };
    const found = await this.grants.page(tx, ctx, filter, { after: null, limit: 1_000 });
    const known = found.find(({ team }) => (team?.id ?? null) === teamId);
    if (known === undefined) throw new GrantNotFound('It was taken at the same moment. Load the list again.');
    return known.id;
  }
}
