import { Injectable } from '@nestjs/common';
import type { TeamId } from '#features/tenancy';
import type { PersonId, RequestContext } from '#kernel';
import { ChangeSignal, OrgDatabase, type OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import { ElevationRuleRepository } from '../elevation/elevation-rule.repository.js';
import { BreakGlassKeeper } from './break-glass-keeper.js';
import { CustomRoleRepository } from './custom-role.repository.js';
import { OWNER } from './role.js';
import { RoleBook } from './role-book.js';
import { LastOwner, RoleNotYours } from './role.errors.js';
import type { GrantId, HeldRole, RoleHolder, RoleInPlace } from './role-grant.js';
import { RoleGrantRepository } from './role-grant.repository.js';
import { mayHandle, type PlacedRole, type Power, powerOf, wouldBeOwnerless } from './role.rules.js';

export const ROLES_CHANGED = 'roles.changed';

/** A holder as the trail names it. */
export type LabelledHolder = RoleHolder & { readonly label: string };

type InOrg = Pick<RequestContext, 'orgId'>;
const namesOf = (placed: readonly PlacedRole[]): readonly RoleInPlace[] =>
  placed.map(({ role, teamId }) => ({ role: role.name, teamId }));
const everywhere = (roles: readonly string[]): readonly RoleInPlace[] => roles.map((role) => ({ role, teamId: null }));

@Injectable()
export class RoleService {
  // eslint-disable-next-line max-params -- roles and grants, each with its table; every change is told and recorded
  constructor(
    private readonly db: OrgDatabase,
    private readonly grants: RoleGrantRepository,
    private readonly own: CustomRoleRepository,
    private readonly rules: ElevationRuleRepository,
    private readonly trail: Trail,
    private readonly signal: ChangeSignal,
    private readonly glass: BreakGlassKeeper,
  ) {}

  /** The roles that there are in the org. */
  async bookIn(tx: OrgTx, ctx: InOrg): Promise<RoleBook> {
    return new RoleBook(await this.own.list(tx, ctx));
  }

  /** The roles for the whole org that each of a kind was given itself, by holder. */
  rolesOfKindIn(tx: OrgTx, ctx: InOrg, kind: RoleHolder['kind']): Promise<ReadonlyMap<string, readonly string[]>> {
    return this.grants.rolesOfAll(tx, ctx, kind);
  }

  /** The roles for the whole org that the holder was given itself; what it has by a group or for a while is not among them. */
  rolesOfIn(tx: OrgTx, ctx: InOrg, holder: RoleHolder): Promise<readonly string[]> {
    return this.grants.rolesOf(tx, ctx, holder);
  }

  /** All that the holder was given, itself or through its groups, for the org or for a team. */
  heldIn(tx: OrgTx, ctx: InOrg, holder: RoleHolder): Promise<readonly HeldRole[]> {
    return this.grants.heldBy(tx, ctx, holder);
  }

  /** Gives a role as part of a larger act (set-up, a new service account). The caller has checked that it may be given. */
  async giveIn(
    tx: OrgTx,
    ctx: RequestContext,
    { label, role, teamId = null, ...holder }: LabelledHolder & { role: string; teamId?: TeamId | null },
  ): Promise<GrantId | null> {
    // So that no role is deleted between this look and the grant.
    await this.grants.lock(tx, ctx.orgId);
    (await this.bookIn(tx, ctx)).mustHave(role);
    const id = await this.grants.give(tx, ctx, { ...holder, role, teamId });
    if (id === null) return null;
    await this.signal.notify(tx, { topic: ROLES_CHANGED, orgId: ctx.orgId, id: holder.id });
    await this.record(tx, ctx, { action: 'role.given', holder: { ...holder, label }, role, teamId });
    return id;
  }

  /** That there is the role, and that nobody deletes it before what names it is written. @throws RoleUnknown */
  async holdIn(tx: OrgTx, ctx: InOrg, role: string): Promise<void> {
    await this.grants.lock(tx, ctx.orgId);
    (await this.bookIn(tx, ctx)).mustHave(role);
  }

  /** Takes a role as part of a larger act. The caller has checked that it may be taken. @throws LastOwner */
  async takeIn(
    tx: OrgTx,
    ctx: RequestContext,
    { label, role, teamId, reason, ...holder }: LabelledHolder & RoleInPlace & { readonly reason?: string },
  ): Promise<boolean> {
    await this.grants.lock(tx, ctx.orgId);
    const isOwnerChanging = holder.kind === 'person' && role === OWNER;
    if (isOwnerChanging && wouldBeOwnerless(await this.grants.owners(tx, ctx), holder.id))
      throw new LastOwner('Make somebody else an owner first.');
    if (!(await this.grants.take(tx, ctx, { ...holder, role, teamId }))) return false;
    if (isOwnerChanging) await this.glass.ownerLeftIn(tx, ctx, holder.id as PersonId);
    await this.signal.notify(tx, { topic: ROLES_CHANGED, orgId: ctx.orgId, id: holder.id });
    const taken = { action: 'role.taken', holder: { ...holder, label }, role, teamId } as const;
    await this.record(tx, ctx, { ...taken, ...(reason !== undefined && { reason }) });
    return true;
  }

  /**
   * Makes the roles that the holder itself has for the whole org exactly `roles`. Each change is an entry of its own.
   * @throws RoleUnknown, RoleNotYours, LastOwner, OwnerInactive
   */
  setRoles(ctx: RequestContext, holder: LabelledHolder, roles: readonly string[]): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      await this.grants.lock(tx, ctx.orgId);
      const before = await this.grants.rolesOf(tx, ctx, holder);
      const given = roles.filter((role) => !before.includes(role));
      const taken = before.filter((role) => !roles.includes(role));
      await this.mustBeAllowed(tx, ctx, everywhere([...given, ...taken]));
      const isOwnerChanging = holder.kind === 'person' && taken.includes(OWNER);
      if (isOwnerChanging && wouldBeOwnerless(await this.grants.owners(tx, ctx), holder.id)) {
        throw new LastOwner('Make somebody else an owner first.');
      }
      const { kind, id } = holder;
      for (const role of taken) await this.grants.take(tx, ctx, { kind, id, role, teamId: null });
      if (isOwnerChanging) await this.glass.ownerLeftIn(tx, ctx, id as PersonId);
      for (const role of given) await this.grants.give(tx, ctx, { kind, id, role, teamId: null });
      await this.signal.notify(tx, { topic: ROLES_CHANGED, orgId: ctx.orgId, id });
      for (const role of taken) await this.record(tx, ctx, { action: 'role.taken', holder, role, teamId: null });
      for (const role of given) await this.record(tx, ctx, { action: 'role.given', holder, role, teamId: null });
    });
  }

  /** What the caller can do for good: by what she was given herself or through her groups. @throws RoleNotYours for machines and jobs */
  async powerIn(tx: OrgTx, ctx: RequestContext): Promise<Power> {
    const { kind, id } = ctx.principal;
    if (kind !== 'person' && kind !== 'service') throw new RoleNotYours('Only people and service accounts give roles.');
    return powerOf(await this.grants.heldBy(tx, ctx, { kind, id }), await this.bookIn(tx, ctx));
  }

  /**
   * That the caller may give and take `roles`. What she has for a while cannot be handed on.
   * @throws RoleUnknown, RoleNotYours
   */
  async mustBeAllowed(tx: OrgTx, ctx: RequestContext, roles: readonly RoleInPlace[]): Promise<void> {
    const power = await this.powerIn(tx, ctx);
    const book = await this.bookIn(tx, ctx);
    for (const { role, teamId } of [...roles, ...(await this.decidedByIn(tx, ctx, roles))]) {
      if (!mayHandle(book.mustHave(role), power, teamId))
        throw new RoleNotYours(
          `You cannot give or take the role "${role}": it holds more than your own roles do. Ask an owner.`,
        );
    }
  }

  /**
   * That the caller could give and take all that the holder has: whoever changes who is in a group, or acts as a service account, gives no less.
   * A role that is no more gives nothing.
   * @throws RoleNotYours
   */
  async mustMatch(tx: OrgTx, ctx: RequestContext, holder: RoleHolder): Promise<void> {
    await this.mustBeAllowed(tx, ctx, namesOf(await this.givenByIn(tx, ctx, holder)));
  }

  /** All that the holder has, and all whose giving for a while it decides on. A role that is no more gives nothing. */
  async givenByIn(tx: OrgTx, ctx: InOrg, holder: RoleHolder): Promise<readonly PlacedRole[]> {
    const book = await this.bookIn(tx, ctx);
    const held = (await this.grants.heldBy(tx, ctx, holder)).map(({ role, team }) => ({
      role,
      teamId: team?.id ?? null,
    }));
    const decided = [
      ...(await this.decidedByIn(tx, ctx, held)),
      ...(holder.kind === 'group' ? everywhere(await this.rules.decidedBy(tx, ctx, { groupId: holder.id })) : []),
    ];
    return [...held, ...decided].flatMap(({ role: name, teamId }) => {
      const role = book.named(name);
      return role === undefined ? [] : [{ role, teamId }];
    });
  }

  /** As `givenByIn`, of all groups of a directory or a connection. */
  async givenByGroupsOfIn(tx: OrgTx, ctx: InOrg, sourceId: string): Promise<readonly PlacedRole[]> {
    const given: PlacedRole[] = [];
    for (const id of await this.grants.givingGroupsOf(tx, ctx, sourceId))
      given.push(...(await this.givenByIn(tx, ctx, { kind: 'group', id: id })));
    return given;
  }

  /** So that nothing is given while it is looked at. */
  lockIn(tx: OrgTx, { orgId }: InOrg): Promise<void> {
    return this.grants.lock(tx, orgId);
  }

  /** As `mustMatch`, of every group of a directory or a connection: whoever speaks for it says who is in them. @throws RoleNotYours */
  async mustMatchGroupsOf(tx: OrgTx, ctx: RequestContext, sourceId: string): Promise<void> {
    const given = await this.givenByGroupsOfIn(tx, ctx, sourceId);
    if (given.length > 0) await this.mustBeAllowed(tx, ctx, namesOf(given));
  }

  /** As `mustMatch`, of everybody of `people`: whoever says who somebody is acts as any of them. @throws RoleNotYours */
  async mustMatchPeople(tx: OrgTx, ctx: RequestContext, people: readonly PersonId[]): Promise<void> {
    const book = await this.bookIn(tx, ctx);
    const held = (await this.grants.heldByAnyOf(tx, ctx, people)).filter(({ role }) => book.named(role) !== undefined);
    await this.mustBeAllowed(tx, ctx, held);
  }

  /** Whoever has a role that decides on requests for another gives that one away for a while: it takes as much to give the first. */
  private async decidedByIn(tx: OrgTx, ctx: InOrg, roles: readonly RoleInPlace[]): Promise<readonly RoleInPlace[]> {
    const deciding = roles.filter(({ teamId }) => teamId === null).map(({ role }) => role);
    if (deciding.length === 0) return [];
    const decided = await this.rules.decidedBy(tx, ctx, { roles: deciding });
    const book = await this.bookIn(tx, ctx);
    return everywhere(decided.filter((role) => book.named(role) !== undefined));
  }

  private async record(
    tx: OrgTx,
    ctx: RequestContext,
    {
      action,
      holder,
      role,
      teamId,
      reason,
    }: RoleInPlace & { action: `role.${string}`; holder: LabelledHolder; reason?: string },
  ): Promise<void> {
    await this.trail.record(tx, ctx, {
      action,
      target: { kind: holder.kind, id: holder.id, label: holder.label },
      ...(reason !== undefined && reason !== '' && { reason }),
      facts: { role, ...(teamId !== null && { team: teamId }) },
    });
  }
}
