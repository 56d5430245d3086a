import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { RequestContext } from '#kernel';
import { ChangeSignal, OrgDatabase, type OrgTx, SIGNAL_GAP } from '#platform/database';
import { Trail } from '#platform/trail';
import { type PermissionName } from '../permissions/permission.js';
import { CustomRoleRepository } from './custom-role.repository.js';
import { OWNER } from './role.js';
import { RoleBook } from './role-book.js';
import { LastOwner, RoleNotYours, RoleUnknown } from './role.errors.js';
import { RoleGrantRepository, type RoleHolder } from './role-grant.repository.js';
import { mayHandle, wouldBeOwnerless } from './role.rules.js';

export const ROLES_CHANGED = 'roles.changed';
const KEPT = 10_000;
const KEPT_MS = 30_000;

/** A holder as the trail names it. */
export type LabelledHolder = RoleHolder & { readonly label: string };

interface Held {
  readonly roles: readonly string[];
  readonly permissions: ReadonlySet<PermissionName>;
}

@Injectable()
export class RoleService {
  /** By org and principal. Half a minute at most, and told of every change at once. */
  private readonly known = new LRUCache<string, Held>({ max: KEPT, ttl: KEPT_MS });
  private changes = 0;

  // eslint-disable-next-line max-params -- roles and grants, each with its table; every change is told and recorded
  constructor(
    private readonly db: OrgDatabase,
    private readonly grants: RoleGrantRepository,
    private readonly own: CustomRoleRepository,
    private readonly trail: Trail,
    private readonly signal: ChangeSignal,
  ) {
    const forget = (): void => {
      this.changes += 1;
      this.known.clear();
    };
    signal.on(ROLES_CHANGED, forget);
    signal.on(SIGNAL_GAP, forget);
  }

  async heldBy(ctx: Pick<RequestContext, 'orgId'>, holder: RoleHolder): Promise<Held> {
    const key = `${ctx.orgId}/${holder.kind}/${holder.id}`;
    const known = this.known.get(key);
    if (known) return known;
    const before = this.changes;
    const held = await this.db.within(ctx, async (tx) => {
      const roles = await this.grants.rolesOf(tx, ctx, holder);
      return { roles, permissions: (await this.bookIn(tx, ctx)).permissionsOf(roles) };
    });
    // What was read while roles changed may be older than the change: it serves this request and is not remembered.
    if (this.changes === before) this.known.set(key, held);
    return held;
  }

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
    if ((await this.bookIn(tx, ctx)).named(grant.role) === undefined) throw unknown(grant.role);
    await this.grants.give(tx, ctx, grant);
    await this.signal.notify(tx, { topic: ROLES_CHANGED, orgId: ctx.orgId, id: grant.id });
    await this.trail.record(tx, ctx, {
      action: 'role.given',
      target: { kind: grant.kind, id: grant.id, label: grant.label },
      facts: { role: grant.role },
    });
  }

  /** The roles that a service account or a person has, in the transaction. */
  rolesOfIn(tx: OrgTx, ctx: RequestContext, holder: RoleHolder): Promise<readonly string[]> {
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
   * That the caller may give `role`.
   * @throws RoleUnknown, RoleNotYours
   */
  async mustBeAllowed(tx: OrgTx, ctx: RequestContext, roles: readonly string[]): Promise<void> {
    const { kind, id } = ctx.principal;
    if (kind !== 'person' && kind !== 'service') throw new RoleNotYours('Only people and service accounts give roles.');
    const book = await this.bookIn(tx, ctx);
    const held = await this.grants.rolesOf(tx, ctx, { kind, id });
    const permissions = book.permissionsOf(held);
    for (const name of roles) {
      const role = book.named(name);
      if (role === undefined) throw unknown(name);
      if (!mayHandle(role, { roles: held, permissions }))
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

const unknown = (role: string): RoleUnknown =>
  new RoleUnknown(`There is no role "${role}"; GET /api/v1/roles lists them.`);
