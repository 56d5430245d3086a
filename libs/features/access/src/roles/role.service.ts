import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { ChangeSignal, OrgDatabase, type OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import { CustomRoleRepository } from './custom-role.repository.js';
import { OWNER } from './role.js';
import { RoleBook } from './role-book.js';
import { LastOwner, RoleNotYours } from './role.errors.js';
import { RoleGrantRepository, type RoleHolder } from './role-grant.repository.js';
import { mayHandle, wouldBeOwnerless } from './role.rules.js';

export const ROLES_CHANGED = 'roles.changed';

/** A holder as the trail names it. */
export type LabelledHolder = RoleHolder & { readonly label: string };

@Injectable()
export class RoleService {
  // eslint-disable-next-line max-params -- roles and grants, each with its table; every change is told and recorded
  constructor(
    private readonly db: OrgDatabase,
    private readonly grants: RoleGrantRepository,
    private readonly own: CustomRoleRepository,
    private readonly trail: Trail,
    private readonly signal: ChangeSignal,
  ) {}

  /** The roles that there are in the org. */
  async bookIn(tx: OrgTx, ctx: Pick<RequestContext, 'orgId'>): Promise<RoleBook> {
    return new RoleBook(await this.own.list(tx, ctx));
  }

  /** Every person's roles in the org. */
  rolesOfPeopleIn(tx: OrgTx, ctx: RequestContext): Promise<ReadonlyMap<string, readonly string[]>> {
    return this.grants.rolesOfAll(tx, ctx, 'person');
  }

  /** Gives a role as part of a larger act (set-up, a new service account). The caller has checked that it may be given. */
  async giveIn(tx: OrgTx, ctx: RequestContext, grant: RoleHolder & { role: string; label: string }): Promise<void> {
    // So that no role is deleted between this look and the grant.
    await this.grants.lock(tx, ctx.orgId);
    (await this.bookIn(tx, ctx)).mustHave(grant.role);
    await this.grants.give(tx, ctx, grant);
    await this.signal.notify(tx, { topic: ROLES_CHANGED, orgId: ctx.orgId, id: grant.id });
    await this.trail.record(tx, ctx, {
      action: 'role.given',
      target: { kind: grant.kind, id: grant.id, label: grant.label },
      facts: { role: grant.role },
    });
  }

  /** The roles that a service account or a person was given; what she has for a while is not among them. */
  rolesOfIn(tx: OrgTx, ctx: Pick<RequestContext, 'orgId'>, holder: RoleHolder): Promise<readonly string[]> {
    return this.grants.rolesOf(tx, ctx, holder);
  }

  /** Every service account's roles in the org. */
  rolesOfServicesIn(tx: OrgTx, ctx: RequestContext): Promise<ReadonlyMap<string, readonly string[]>> {
    return this.grants.rolesOfAll(tx, ctx, 'service');
  }

  /**
   * Makes the holder's roles exactly `roles`. Each change is an entry of its own.
   * @throws RoleUnknown, RoleNotYours, LastOwner
   */
  setRoles(ctx: RequestContext, holder: LabelledHolder, roles: readonly string[]): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      await this.grants.lock(tx, ctx.orgId);
      const before = await this.grants.rolesOf(tx, ctx, holder);
      const given = roles.filter((role) => !before.includes(role));
      const taken = before.filter((role) => !roles.includes(role));
      await this.mustBeAllowed(tx, ctx, [...given, ...taken]);
      const isOwnerChanging = holder.kind === 'person' && taken.includes(OWNER);
      if (isOwnerChanging && wouldBeOwnerless(await this.grants.holdersOf(tx, ctx, OWNER), holder.id)) {
        throw new LastOwner('Make somebody else an owner first.');
      }
      const { kind, id } = holder;
      for (const role of taken) await this.grants.take(tx, ctx, { kind, id, role });
      for (const role of given) await this.grants.give(tx, ctx, { kind, id, role });
      await this.signal.notify(tx, { topic: ROLES_CHANGED, orgId: ctx.orgId, id });
      for (const role of taken) await this.record(tx, ctx, { action: 'role.taken', holder, role });
      for (const role of given) await this.record(tx, ctx, { action: 'role.given', holder, role });
    });
  }

  /**
   * That the caller may give and take `roles`: by what she was given herself. What she has for a while cannot be handed on.
   * @throws RoleUnknown, RoleNotYours
   */
  async mustBeAllowed(tx: OrgTx, ctx: RequestContext, roles: readonly string[]): Promise<void> {
    const { kind, id } = ctx.principal;
    if (kind !== 'person' && kind !== 'service') throw new RoleNotYours('Only people and service accounts give roles.');
    const book = await this.bookIn(tx, ctx);
    const held = await this.grants.rolesOf(tx, ctx, { kind, id });
    const permissions = book.permissionsOf(held);
    for (const name of roles) {
      if (!mayHandle(book.mustHave(name), { roles: held, permissions }))
        throw new RoleNotYours(
          `You cannot give or take the role "${name}": it holds more than your own roles do. Ask an owner.`,
        );
    }
  }

  private async record(
    tx: OrgTx,
    ctx: RequestContext,
    { action, holder, role }: { action: `role.${string}`; holder: LabelledHolder; role: string },
  ): Promise<void> {
    await this.trail.record(tx, ctx, {
      action,
      target: { kind: holder.kind, id: holder.id, label: holder.label },
      facts: { role },
    });
  }
}
