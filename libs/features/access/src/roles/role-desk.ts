import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { ChangeSignal, OrgDatabase, type OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import { CustomRoleRepository } from './custom-role.repository.js';
import type { Role } from './role.js';
import type { WrittenRole } from './role-book.js';
import { RoleBuiltIn, RoleInUse, RoleNotYours } from './role.errors.js';
import { RoleGrantRepository } from './role-grant.repository.js';
import { RoleService, ROLES_CHANGED } from './role.service.js';
import { SpokenGroups } from './spoken-groups.js';
import { RoleUses } from './role-uses.js';

/** Where an org makes roles of its own. Nobody writes into a role, or takes out of one, what she does not have. */
@Injectable()
export class RoleDesk {
  // eslint-disable-next-line max-params -- a role, who has it, and who is told
  constructor(
    private readonly db: OrgDatabase,
    private readonly own: CustomRoleRepository,
    private readonly grants: RoleGrantRepository,
    private readonly roles: RoleService,
    private readonly uses: RoleUses,
    private readonly spoken: SpokenGroups,
    private readonly signal: ChangeSignal,
    private readonly trail: Trail,
  ) {}

  list(ctx: RequestContext): Promise<readonly Role[]> {
    return this.db.within(ctx, async (tx) => (await this.roles.bookIn(tx, ctx)).roles);
  }

  /** @throws RoleNameTaken, RoleNotYours */
  create(ctx: RequestContext, role: WrittenRole): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      await this.grants.lock(tx, ctx.orgId);
      const book = await this.roles.bookIn(tx, ctx);
      if (book.named(role.name)?.isBuiltIn === true) throw builtIn(role.name);
      await this.mustHold(tx, ctx, role);
      await this.own.insert(tx, ctx, role);
      await this.record(tx, ctx, role, 'role.created');
    });
  }

  /** Whoever has the role has the new permissions within a second. @throws RoleUnknown, RoleBuiltIn, RoleNotYours, GroupUnvouched */
  update(ctx: RequestContext, role: WrittenRole): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      await this.grants.lock(tx, ctx.orgId);
      const before = await this.changeableIn(tx, ctx, role.name);
      const permissions = [...new Set([...before.permissions, ...role.permissions])];
      await this.mustHold(tx, ctx, { ...role, permissions });
      await this.own.update(tx, ctx, role);
      await this.spoken.mustAllBeVouchedIn(tx, ctx, role.name);
      await this.signal.notify(tx, { topic: ROLES_CHANGED, orgId: ctx.orgId });
      await this.record(tx, ctx, role, 'role.changed');
    });
  }

  /** @throws RoleUnknown, RoleBuiltIn, RoleNotYours, RoleInUse */
  delete(ctx: RequestContext, name: string): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      await this.grants.lock(tx, ctx.orgId);
      const before = await this.changeableIn(tx, ctx, name);
      const role = { ...before, permissions: [...before.permissions] };
      await this.mustHold(tx, ctx, role);
      const holders = await this.grants.countHolders(tx, ctx, name);
      if (holders > 0) throw new RoleInUse(`Take the role "${name}" from its ${holders} holders first.`, { holders });
      const uses = await this.uses.of(tx, ctx, name);
      if (uses.length > 0)
        throw new RoleInUse(
          `Newcomers are given the role "${name}" by ${uses.join(', ')}. Choose another one there first.`,
        );
      await this.own.delete(tx, ctx, name);
      await this.record(tx, ctx, role, 'role.deleted');
    });
  }

  private async changeableIn(tx: OrgTx, ctx: RequestContext, name: string): Promise<Role> {
    const book = await this.roles.bookIn(tx, ctx);
    const before = book.mustHave(name);
    if (before.isBuiltIn) throw builtIn(name);
    return before;
  }

  private async mustHold(tx: OrgTx, ctx: RequestContext, role: WrittenRole): Promise<void> {
    const held: ReadonlySet<string> = (await this.roles.powerIn(tx, ctx)).permissions;
    const missing = role.permissions.filter((name) => !held.has(name));
    if (missing.length > 0)
      throw new RoleNotYours(`You do not have ${missing.join(', ')} yourself, so you cannot write it into a role.`);
  }

  private async record(
    tx: OrgTx,
    ctx: RequestContext,
    { name, title, permissions }: WrittenRole,
    action: `role.${string}`,
  ): Promise<void> {
    await this.trail.record(tx, ctx, {
      action,
      target: { kind: 'role', id: name, label: title },
      facts: { permissions: permissions.join(' ') },
    });
  }
}

const builtIn = (name: string): RoleBuiltIn =>
  new RoleBuiltIn(`The role "${name}" is built in. Make a role of your own with the permissions that you want.`);
