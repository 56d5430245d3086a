import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { PersonId, PrincipalId, RequestContext } from '#kernel';
import { ChangeSignal, OrgDatabase, type OrgTx, SIGNAL_GAP } from '#platform/database';
import { Trail } from '#platform/trail';
import { type PermissionName } from '../permissions/permission.js';
import { OWNER, permissionsOfRoles, roleNamed } from './role.js';
import { LastOwner, RoleNotYours, RoleUnknown } from './role.errors.js';
import { RoleGrantRepository, type RoleHolder } from './role-grant.repository.js';
import { mayHandle, wouldBeOwnerless } from './role.rules.js';

export const ROLES_CHANGED = 'roles.changed';
const KEPT = 10_000;
const KEPT_MS = 30_000;

interface Held {
  readonly roles: readonly string[];
  readonly permissions: ReadonlySet<PermissionName>;
}

@Injectable()
export class RoleService {
  /** By org and principal. Half a minute at most, and told of every change at once. */
  private readonly known = new LRUCache<string, Held>({ max: KEPT, ttl: KEPT_MS });

  constructor(
    private readonly db: OrgDatabase,
    private readonly grants: RoleGrantRepository,
    private readonly trail: Trail,
    private readonly signal: ChangeSignal,
  ) {
    signal.on(ROLES_CHANGED, () => this.known.clear());
    signal.on(SIGNAL_GAP, () => this.known.clear());
  }

  async heldBy(ctx: Pick<RequestContext, 'orgId'>, holder: RoleHolder): Promise<Held> {
    const key = `${ctx.orgId}/${holder.kind}/${holder.id}`;
    const known = this.known.get(key);
    if (known) return known;
    const roles = await this.db.within(ctx, (tx) => this.grants.rolesOf(tx, ctx, holder));
    const held = { roles, permissions: permissionsOfRoles(roles) };
    this.known.set(key, held);
    return held;
  }

  /** Every person's roles in the org. */
  rolesOfPeopleIn(tx: OrgTx, ctx: RequestContext): Promise<ReadonlyMap<string, readonly string[]>> {
    return this.grants.rolesOfPeople(tx, ctx);
  }

  /** Gives a role as part of a larger act (set-up, a new service account). The caller has checked that it may be given. */
  async giveIn(tx: OrgTx, ctx: RequestContext, grant: RoleHolder & { role: string; label: string }): Promise<void> {
    if (roleNamed(grant.role) === undefined) throw unknown(grant.role);
    await this.grants.give(tx, ctx, grant);
    await this.signal.notify(tx, { topic: ROLES_CHANGED, orgId: ctx.orgId, id: grant.id });
    await this.trail.record(tx, ctx, {
      action: 'role.given',
      target: { kind: grant.kind, id: grant.id, label: grant.label },
      facts: { role: grant.role },
    });
  }

  /**
   * Makes a person's roles exactly `roles`. Each change is an entry of its own.
   * @throws RoleUnknown, RoleNotYours, LastOwner
   */
  setRoles(ctx: RequestContext, person: { id: PersonId; label: string }, roles: readonly string[]): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      await this.grants.lock(tx, ctx.orgId);
      const holder = { kind: 'person' as const, id: person.id as string as PrincipalId };
      const before = await this.grants.rolesOf(tx, ctx, holder);
      const given = roles.filter((role) => !before.includes(role));
      const taken = before.filter((role) => !roles.includes(role));
      await this.mustBeAllowed(tx, ctx, [...given, ...taken]);
      if (taken.includes(OWNER) && wouldBeOwnerless(await this.grants.holdersOf(tx, ctx, OWNER), person.id)) {
        throw new LastOwner('Make somebody else an owner first.');
      }
      for (const role of taken) await this.grants.take(tx, ctx, { ...holder, role });
      for (const role of given) await this.grants.give(tx, ctx, { ...holder, role });
      await this.signal.notify(tx, { topic: ROLES_CHANGED, orgId: ctx.orgId, id: person.id });
      for (const role of taken) await this.record(tx, ctx, { action: 'role.taken', person, role });
      for (const role of given) await this.record(tx, ctx, { action: 'role.given', person, role });
    });
  }

  /**
   * That the caller may give `role`.
   * @throws RoleUnknown, RoleNotYours
   */
  async mustBeAllowed(tx: OrgTx, ctx: RequestContext, roles: readonly string[]): Promise<void> {
    const { kind, id } = ctx.principal;
    if (kind !== 'person' && kind !== 'service') throw new RoleNotYours('Only people and service accounts give roles.');
    const held = await this.grants.rolesOf(tx, ctx, { kind, id });
    const permissions = permissionsOfRoles(held);
    for (const role of roles) {
      if (roleNamed(role) === undefined) throw unknown(role);
      if (!mayHandle(role, { roles: held, permissions }))
        throw new RoleNotYours(
          `You cannot give or take the role "${role}": it holds more than your own roles do. Ask an owner.`,
        );
    }
  }

  private async record(
    tx: OrgTx,
    ctx: RequestContext,
    { action, person, role }: { action: `role.${string}`; person: { id: PersonId; label: string }; role: string },
  ): Promise<void> {
    await this.trail.record(tx, ctx, {
      action,
      target: { kind: 'person', id: person.id, label: person.label },
      facts: { role },
    });
  }
}

const unknown = (role: string): RoleUnknown =>
  new RoleUnknown(`There is no role "${role}"; GET /api/v1/roles lists them.`);
