import { Injectable } from '@nestjs/common';
import { newId, type PersonId, type RequestContext } from '#kernel';
import { ChangeSignal, type OrgScope, type OrgTx } from '#platform/database';
import { ScopeEnds } from '../endings/scope-ends.js';
import { GROUPS_CHANGED } from '../tenancy.events.js';
import {
  type Group,
  type GroupChange,
  type GroupId,
  isGroupName,
  MOST_ASSERTED_GROUPS,
  type NewGroup,
} from './group.js';
import { GroupNotFound } from './group.errors.js';
import { GroupMemberRepository } from './group-member.repository.js';
import { GroupRepository } from './group.repository.js';

/**
 * Groups as a directory or a connection keeps them, always within the transaction of a larger act: rows change, and every process hears of it.
 * Who may change one by hand is features/access's matter, which knows what a group gives.
 */
@Injectable()
export class GroupService {
  constructor(
    private readonly groups: GroupRepository,
    private readonly members: GroupMemberRepository,
    private readonly signal: ChangeSignal,
    private readonly ends: ScopeEnds = new ScopeEnds(),
  ) {}

  /** @throws GroupNotFound */
  async foundIn(tx: OrgTx, scope: OrgScope, id: GroupId): Promise<Group> {
    const group = await this.groups.find(tx, scope, id);
    if (group === null) throw new GroupNotFound('There is no such group in this organisation.');
    return group;
  }

  /** @throws GroupNameTaken */
  insertIn(tx: OrgTx, scope: OrgScope, group: NewGroup): Promise<void> {
    return this.groups.insert(tx, scope, group);
  }

  /** @throws GroupNameTaken */
  renameIn(tx: OrgTx, scope: OrgScope, id: GroupId, name: string): Promise<void> {
    return this.groups.rename(tx, scope, id, name);
  }

  /** Its people lose what it gave them, everywhere within a second. */
  async removeIn(tx: OrgTx, ctx: RequestContext, id: GroupId): Promise<boolean> {
    const group = await this.groups.find(tx, ctx, id);
    if (group === null) return false;
    await this.ends.tellIn(tx, ctx, { kind: 'group', id, name: group.name });
    await this.groups.remove(tx, ctx, id);
    await this.tell(tx, ctx, id);
    return true;
  }

  /** Answers who entered: members of the org who were not in it. */
  async addMembersIn(
    tx: OrgTx,
    scope: OrgScope,
    id: GroupId,
    people: readonly PersonId[],
  ): Promise<readonly PersonId[]> {
    const added = await this.members.add(tx, scope, id, people);
    if (added.length > 0) await this.tell(tx, scope, id);
    return added;
  }

  /** Answers who left. */
  async removeMembersIn(
    tx: OrgTx,
    scope: OrgScope,
    id: GroupId,
    people: readonly PersonId[],
  ): Promise<readonly PersonId[]> {
    const removed = await this.members.remove(tx, scope, id, people);
    if (removed.length > 0) await this.tell(tx, scope, id);
    return removed;
  }

  async replaceMembersIn(
    tx: OrgTx,
    scope: OrgScope,
    id: GroupId,
    people: readonly PersonId[],
  ): Promise<GroupChange<PersonId>> {
    const change = await this.members.replace(tx, scope, id, people);
    if (change.added.length + change.removed.length > 0) await this.tell(tx, scope, id);
    return change;
  }

  /** What a connection asserts of her at a sign-in: groups by name, made where they are new. Those it no longer names she leaves. */
  async assertIn(
    tx: OrgTx,
    scope: OrgScope & { readonly now: Date },
    { personId, sourceId, names }: { personId: PersonId; sourceId: string; names: readonly string[] },
  ): Promise<GroupChange<GroupId>> {
    const distinct = [...new Set(names.filter(isGroupName))].sort().slice(0, MOST_ASSERTED_GROUPS);
    const newIds = distinct.map(() => newId<'Group'>(scope.now));
    await this.groups.ensureAsserted(tx, scope, { sourceId, names: distinct, newIds, now: scope.now });
    const change = await this.members.replaceAsserted(tx, scope, { personId, sourceId, names: distinct });
    for (const id of [...change.added, ...change.removed]) await this.tell(tx, scope, id);
    return change;
  }

  /** The connection is no more: nobody says any longer who is in its groups. */
  async removeOfConnectionIn(tx: OrgTx, ctx: RequestContext, sourceId: string): Promise<void> {
    for (const { id, name } of await this.groups.spokenTo(tx, ctx, { source: 'connection', sourceId }))
      await this.ends.tellIn(tx, ctx, { kind: 'group', id, name });
    for (const id of await this.groups.removeOfConnection(tx, ctx, sourceId)) await this.tell(tx, ctx, id);
  }

  private tell(tx: OrgTx, { orgId }: OrgScope, id: GroupId): Promise<void> {
    return this.signal.notify(tx, { topic: GROUPS_CHANGED, orgId, id });
  }
}
