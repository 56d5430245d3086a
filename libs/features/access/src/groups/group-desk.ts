import { Injectable } from '@nestjs/common';
import {
  type Group,
  type GroupId,
  GroupNotByHand,
  type GroupPage,
  GroupRepository,
  GroupService,
  GroupsTooMany,
  MOST_LOCAL_GROUPS,
} from '#features/tenancy';
import { newId, type PersonId, type RequestContext } from '#kernel';
import { enterOrg, OrgDatabase, type OrgTx, SystemDatabase } from '#platform/database';
import { Trail } from '#platform/trail';
import { RoleService } from '../roles/role.service.js';
import { type GroupMember, type GroupMemberPage, GroupMemberReader } from './group-member.reader.js';
import { GroupMembersUnknown } from './group-member.errors.js';

/** Groups made by hand. Whoever says who is in one gives what the group gives, so she must have it. */
@Injectable()
export class GroupDesk {
  // eslint-disable-next-line max-params -- a group is rows, people with names, and the roles that it gives
  constructor(
    private readonly db: OrgDatabase,
    private readonly system: SystemDatabase,
    private readonly rows: GroupRepository,
    private readonly groups: GroupService,
    private readonly members: GroupMemberReader,
    private readonly roles: RoleService,
    private readonly trail: Trail,
  ) {}

  list(ctx: RequestContext, page: GroupPage): Promise<readonly Group[]> {
    return this.db.within(ctx, (tx) => this.rows.page(tx, ctx, page));
  }

  /** @throws GroupNotFound */
  get(ctx: RequestContext, id: GroupId): Promise<Group> {
    return this.db.within(ctx, (tx) => this.groups.foundIn(tx, ctx, id));
  }

  /** @throws GroupNameTaken, GroupsTooMany */
  create(ctx: RequestContext, name: string): Promise<Group> {
    return this.db.within(ctx, async (tx) => {
      if ((await this.rows.countLocal(tx, ctx)) >= MOST_LOCAL_GROUPS)
        throw new GroupsTooMany(`An organisation makes at most ${MOST_LOCAL_GROUPS} groups by hand.`);
      const id = newId<'Group'>(ctx.now);
      await this.groups.insertIn(tx, ctx, { id, name, source: 'local', sourceId: null, createdAt: ctx.now });
      const group = await this.groups.foundIn(tx, ctx, id);
      await this.record(tx, ctx, group, { action: 'group.created' });
      return group;
    });
  }

  /** @throws GroupNotFound, GroupNotByHand, GroupNameTaken */
  rename(ctx: RequestContext, id: GroupId, name: string): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      const before = await this.byHandIn(tx, ctx, id);
      await this.groups.renameIn(tx, ctx, id, name);
      const facts = { before: before.name, after: name };
      await this.record(tx, ctx, { id, name }, { action: 'group.changed', facts });
    });
  }

  /** Takes from its people what it gave them. @throws GroupNotFound, GroupNotByHand, RoleNotYours */
  remove(ctx: RequestContext, id: GroupId): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      const group = await this.mineIn(tx, ctx, id);
      await this.groups.removeIn(tx, ctx, id);
      await this.record(tx, ctx, group, { action: 'group.removed', facts: { members: group.members } });
    });
  }

  /** @throws GroupNotFound */
  people(ctx: RequestContext, page: GroupMemberPage): Promise<readonly GroupMember[]> {
    return this.system.across('list the people of a group', async (tx) => {
      const found = await this.members.page(tx, ctx, page);
      await this.groups.foundIn(await enterOrg(tx, ctx.orgId), ctx, page.groupId);
      return found;
    });
  }

  /** All or none; who is in it already stays. @throws GroupNotFound, GroupNotByHand, GroupMembersUnknown, RoleNotYours */
  add(ctx: RequestContext, id: GroupId, ids: readonly PersonId[]): Promise<void> {
    return this.system.across('take people into a group', async (tx) => {
      const people = [...new Set(ids)];
      const known = await this.members.membersOf(tx, ctx, people);
      if (known.length < people.length)
        throw new GroupMembersUnknown('Invite them first: who is in a group is a member of the organisation.');
      const orgTx = await enterOrg(tx, ctx.orgId);
      const group = await this.mineIn(orgTx, ctx, id);
      const added = await this.groups.addMembersIn(orgTx, ctx, id, people);
      if (added.length === 0) return;
      const addresses = known.filter((person) => added.includes(person.id)).map(({ email }) => email);
      const facts = { people: added.join(' '), addresses: addresses.join(' ') };
      await this.record(orgTx, ctx, group, { action: 'group.members_added', facts });
    });
  }

  /** Does nothing for who is not in it. @throws GroupNotFound, GroupNotByHand, RoleNotYours */
  leave(ctx: RequestContext, id: GroupId, personId: PersonId): Promise<void> {
    return this.system.across('take a person out of a group', async (tx) => {
      const [person] = await this.members.membersOf(tx, ctx, [personId]);
      const orgTx = await enterOrg(tx, ctx.orgId);
      const group = await this.mineIn(orgTx, ctx, id);
      const removed = await this.groups.removeMembersIn(orgTx, ctx, id, [personId]);
      if (removed.length === 0) return;
      const facts = { people: personId, addresses: person?.email ?? '' };
      await this.record(orgTx, ctx, group, { action: 'group.member_removed', facts });
    });
  }

  private async byHandIn(tx: OrgTx, ctx: RequestContext, id: GroupId): Promise<Group> {
    const group = await this.groups.foundIn(tx, ctx, id);
    if (group.source !== 'local')
      throw new GroupNotByHand(
        `"${group.name}" comes from ${group.source === 'directory' ? 'your directory' : 'your identity provider'}: change it there.`,
      );
    return group;
  }

  private async mineIn(tx: OrgTx, ctx: RequestContext, id: GroupId): Promise<Group> {
    const group = await this.byHandIn(tx, ctx, id);
    await this.roles.mustMatch(tx, ctx, { kind: 'group', id: id });
    return group;
  }

  private async record(
    tx: OrgTx,
    ctx: RequestContext,
    { id, name }: Pick<Group, 'id' | 'name'>,
    entry: { action: `group.${string}`; facts?: Readonly<Record<string, string | number>> },
  ): Promise<void> {
    await this.trail.record(tx, ctx, { ...entry, target: { kind: 'group', id, label: name } });
  }
}
