import { Injectable } from '@nestjs/common';
import { handlesAll, OWNER, type Power, RoleService, standsAbove } from '#features/access';
import { CALLER_CHANGED, MachineCredentials, SessionService } from '#features/identity';
import {
  GroupMemberRepository,
  GroupRepository,
  GROUPS_CHANGED,
  MembershipRepository,
  ScopeEnds,
} from '#features/tenancy';
import type { PersonId, RequestContext } from '#kernel';
import { ChangeSignal, enterOrg, type OrgTx, type SystemTx } from '#platform/database';
import { Trail } from '#platform/trail';
import type { DirectoryId, DirectoryScope, DirectoryToken, ShownToken } from '../directories/directory.js';
import { LastOwnerStays, StandsAbove } from '../scim/scim.errors.js';
import type { DirectoryUserId } from '../users/directory-user.js';
import { DirectoryUserRepository } from '../users/directory-user.repository.js';
import { StandingReader } from './standing.reader.js';

interface Who {
  readonly personId: PersonId;
  readonly label: string;
  /** What those could give who let the directory speak: by the token that asks, or where none does, by each that is good. */
  readonly by: readonly Power[];
}

/** What a directory's word does to a person's standing in the org: it suspends her, takes her back, and puts her into groups. */
@Injectable()
export class StandingService {
  // eslint-disable-next-line max-params -- memberships, roles, sessions, machines and groups all hang on one word
  constructor(
    private readonly reader: StandingReader,
    private readonly users: DirectoryUserRepository,
    private readonly memberships: MembershipRepository,
    private readonly roles: RoleService,
    private readonly sessions: SessionService,
    private readonly machines: MachineCredentials,
    private readonly groups: GroupRepository,
    private readonly members: GroupMemberRepository,
    private readonly signal: ChangeSignal,
    private readonly trail: Trail,
    private readonly ends: ScopeEnds,
  ) {}

  /**
   * Suspends her membership and ends all that she could act by in the org: sessions, and the credentials of her machines, from the commit on, in
   * every process. Nothing of that comes back when she does.
   * @throws LastOwnerStays, StandsAbove
   */
  async suspendIn(tx: SystemTx, ctx: RequestContext, { personId, label, by }: Who): Promise<void> {
    const orgTx = await enterOrg(tx, ctx.orgId);
    const membership = await this.memberships.find(orgTx, ctx, personId);
    if (membership?.status !== 'active') return;
    await this.mustNotStandAbove(orgTx, ctx, { personId, label, by });
    await this.mustNotBeLastOwner(orgTx, ctx, personId);
    await this.memberships.setStatus(orgTx, ctx, personId, 'suspended');
    const sessions = await this.sessions.endOfPersonIn(tx, { personId, orgId: ctx.orgId }, ctx.now);
    const machines = await this.machines.revokeOfPerson(orgTx, ctx, personId);
    await this.signal.notify(orgTx, { topic: CALLER_CHANGED, orgId: ctx.orgId, id: personId });
    await this.trail.record(orgTx, ctx, {
      action: 'member.suspended',
      target: { kind: 'person', id: personId, label },
      reason: 'Her directory deactivated her.',
      facts: { sessions, machines },
    });
  }

  /** Takes her back, unless another directory holds her back. What ended stays ended. @throws StandsAbove */
  async reinstateIn(tx: SystemTx, ctx: RequestContext, { personId, label, by }: Who): Promise<void> {
    const orgTx = await enterOrg(tx, ctx.orgId);
    const membership = await this.memberships.find(orgTx, ctx, personId);
    if (membership?.status !== 'suspended' || (await this.reader.isHeldBack(orgTx, ctx, personId))) return;
    await this.mustNotStandAbove(orgTx, ctx, { personId, label, by });
    await this.memberships.setStatus(orgTx, ctx, personId, 'active');
    await this.signal.notify(orgTx, { topic: CALLER_CHANGED, orgId: ctx.orgId, id: personId });
    await this.trail.record(orgTx, ctx, {
      action: 'member.reinstated',
      target: { kind: 'person', id: personId, label },
      reason: 'Her directory activated her again.',
    });
  }

  /** From now on the directory's user is this person, with the groups that she has there. */
  async linkIn(
    tx: OrgTx,
    scope: DirectoryScope,
    { userId, personId }: { userId: DirectoryUserId; personId: PersonId },
  ): Promise<void> {
    await this.users.beginLinking(tx, scope);
    await this.users.link(tx, scope, userId, personId);
    await this.syncGroupsIn(tx, scope, { personId, groups: await this.reader.groupsOf(tx, scope, userId) });
  }

  /** Of the directory's groups she is in none any more. */
  async leaveGroupsIn(tx: OrgTx, scope: DirectoryScope, personId: PersonId): Promise<void> {
    await this.syncGroupsIn(tx, scope, { personId, groups: [] });
  }

  /** That the caller could give all that the groups of the directory give: its word says who is in them. @throws RoleNotYours */
  async mustBeHersIn(tx: OrgTx, ctx: RequestContext, directoryId: DirectoryId): Promise<void> {
    // Nothing is given to a group while it is looked at.
    await this.roles.lockIn(tx, ctx);
    await this.roles.mustMatchGroupsOf(tx, ctx, directoryId);
  }

  /** @throws RoleNotYours for whoever gives no roles */
  powerOfCallerIn(tx: OrgTx, ctx: RequestContext): Promise<Power> {
    return this.roles.powerIn(tx, ctx);
  }

  /** Its tokens, and whether each was vouched for by somebody who could give what the groups give. */
  async shownIn(
    tx: OrgTx,
    ctx: RequestContext,
    { id, tokens }: { readonly id: DirectoryId; readonly tokens: readonly DirectoryToken[] },
  ): Promise<readonly ShownToken[]> {
    const given = await this.roles.givenByGroupsOfIn(tx, ctx, id);
    return tokens.map((token) => ({ ...token, coversGroups: handlesAll(given, token.power) }));
  }

  /** What was given to the directory's groups is given to nobody any more, and what was published for them binds nobody. */
  async forgetGroupsIn(tx: OrgTx, ctx: RequestContext, directoryId: DirectoryId): Promise<void> {
    const scope = { orgId: ctx.orgId, directoryId };
    for (const { id, name } of await this.groups.spokenTo(tx, ctx, { source: 'directory', sourceId: directoryId }))
      await this.ends.tellIn(tx, ctx, { kind: 'group', id, name });
    for (const id of await this.reader.groupsIn(tx, scope)) {
      await this.groups.remove(tx, scope, id);
      await this.signal.notify(tx, { topic: GROUPS_CHANGED, orgId: scope.orgId, id });
    }
  }

  private async syncGroupsIn(
    tx: OrgTx,
    scope: DirectoryScope,
    { personId, groups }: { personId: PersonId; groups: Awaited<ReturnType<StandingReader['groupsOf']>> },
  ): Promise<void> {
    const { added, removed } = await this.members.replaceOfPerson(tx, scope, {
      personId,
      sourceId: scope.directoryId,
      groups,
    });
    for (const id of [...added, ...removed])
      await this.signal.notify(tx, { topic: GROUPS_CHANGED, orgId: scope.orgId, id });
  }

  /** Who let the directory speak could not have brought her down by hand: neither can the directory. */
  private async mustNotStandAbove(tx: OrgTx, ctx: RequestContext, { personId, label, by }: Who): Promise<void> {
    const held = await this.roles.givenByIn(tx, ctx, { kind: 'person', id: personId });
    for (const power of by) {
      const role = standsAbove(held, power);
      if (role !== null)
        throw new StandsAbove(
          { personId, label },
          `${label} has the role "${role}", and whoever made this token could not take it from her. Have somebody who can vouch for the token in Castellan, on the page of the directories, and try again.`,
        );
    }
  }

  /** An org always has an owner who can act. The refusal is in the log, and the identity provider shows it. */
  private async mustNotBeLastOwner(tx: OrgTx, ctx: RequestContext, personId: PersonId): Promise<void> {
    const roles = await this.roles.rolesOfKindIn(tx, ctx, 'person');
    if (roles.get(personId)?.includes(OWNER) !== true) return;
    for (const [other, held] of roles) {
      if (other === personId || !held.includes(OWNER)) continue;
      if (await this.memberships.isActive(tx, ctx, other as PersonId)) return;
    }
    throw new LastOwnerStays(
      'She is the last owner of the organisation who can act. Make somebody else an owner first.',
    );
  }
}
