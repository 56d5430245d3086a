import { Injectable } from '@nestjs/common';
import { CALLER_CHANGED } from '#features/identity';
import { MembershipRepository, type MembershipStatus } from '#features/tenancy';
import type { PersonId, RequestContext } from '#kernel';
import { ChangeSignal, enterOrg, SystemDatabase, type SystemTx } from '#platform/database';
import { Trail } from '#platform/trail';
import { ElevationRepository } from '../elevation/elevation.repository.js';
import { OWNER } from '../roles/role.js';
import { RoleService } from '../roles/role.service.js';
import { permissionsBy } from './access.rules.js';
import type { Member, MemberAccess } from './member.js';
import { MemberNotFound, OwnerStays } from './member.errors.js';
import { type MemberPage, MemberReader } from './member.reader.js';

/** Who belongs to the org, and with which roles. */
@Injectable()
export class MemberService {
  // eslint-disable-next-line max-params -- people belong to no org and memberships do: both floors meet here
  constructor(
    private readonly system: SystemDatabase,
    private readonly reader: MemberReader,
    private readonly memberships: MembershipRepository,
    private readonly roles: RoleService,
    private readonly elevations: ElevationRepository,
    private readonly signal: ChangeSignal,
    private readonly trail: Trail,
  ) {}

  list(ctx: RequestContext, page: MemberPage): Promise<readonly Member[]> {
    return this.system.across('list the members of an org', async (tx) => {
      const found = await this.reader.page(tx, ctx, page);
      const orgTx = await enterOrg(tx, ctx.orgId);
      const roles = await this.roles.rolesOfKindIn(orgTx, ctx, 'person');
      const running = Map.groupBy(await this.elevations.running(orgTx, ctx, ctx), ({ personId }) => personId);
      return found.map((member) => ({
        ...member,
        roles: roles.get(member.person.id) ?? [],
        elevations: running.get(member.person.id) ?? [],
      }));
    });
  }

  /** Everything that the member may do, each with the roles that allow it. @throws MemberNotFound */
  accessOf(ctx: RequestContext, personId: PersonId): Promise<MemberAccess> {
    return this.system.across('explain what a member may do', async (tx) => {
      const member = await this.memberIn(tx, ctx, personId);
      const orgTx = await enterOrg(tx, ctx.orgId);
      const book = await this.roles.bookIn(orgTx, ctx);
      const holder = { kind: 'person', id: personId } as const;
      const roles = await this.roles.rolesOfIn(orgTx, ctx, holder);
      const elevations = await this.elevations.running(orgTx, ctx, { personId, now: ctx.now });
      const held = (await this.roles.heldIn(orgTx, ctx, holder)).map((has) => ({ ...has, endsAt: null }));
      const lent = elevations.map(({ role, endsAt }) => ({ role, endsAt, team: null, group: null }));
      const ways = [...held, ...lent].flatMap((way) => {
        const role = book.named(way.role);
        return role === undefined ? [] : [{ ...way, role }];
      });
      return { member: { ...member, roles, elevations }, ways, permissions: permissionsBy(ways) };
    });
  }

  /** @throws MemberNotFound, RoleUnknown, RoleNotYours, LastOwner; OwnerStays for a suspended member who would own the org */
  async setRoles(ctx: RequestContext, personId: PersonId, roles: readonly string[]): Promise<void> {
    const member = await this.system.across('find a member of an org', (tx) => this.memberIn(tx, ctx, personId));
    if (member.status === 'suspended' && roles.includes(OWNER))
      throw new OwnerStays('A suspended member cannot own the organisation. Reinstate her first.');
    const holder = { kind: 'person', id: personId, label: member.person.email } as const;
    await this.roles.setRoles(ctx, holder, roles);
  }

  /**
   * Suspends a member, or takes her back. A suspended one keeps her roles and can use none; her machines stop too, within one second.
   * @throws MemberNotFound, RoleNotYours; OwnerStays: so that no org is left without an owner who can act
   */
  setStatus(ctx: RequestContext, personId: PersonId, status: MembershipStatus): Promise<void> {
    return this.system.across('suspend or reinstate a member', async (tx) => {
      const { person, status: before } = await this.memberIn(tx, ctx, personId);
      if (status === before) return;
      const orgTx = await enterOrg(tx, ctx.orgId);
      const holder = { kind: 'person', id: personId } as const;
      const held = await this.roles.rolesOfIn(orgTx, ctx, holder);
      if (held.includes(OWNER) && status === 'suspended') throw new OwnerStays('Take the role "owner" from her first.');
      await this.roles.mustMatch(orgTx, ctx, holder);
      await this.memberships.setStatus(orgTx, ctx, personId, status);
      await this.signal.notify(orgTx, { topic: CALLER_CHANGED, orgId: ctx.orgId, id: personId });
      const action = status === 'suspended' ? 'member.suspended' : 'member.reinstated';
      await this.trail.record(orgTx, ctx, { action, target: { kind: 'person', id: personId, label: person.email } });
    });
  }

  private async memberIn(
    tx: SystemTx,
    ctx: RequestContext,
    personId: PersonId,
  ): Promise<Omit<Member, 'roles' | 'elevations'>> {
    const member = await this.reader.find(tx, ctx, personId);
    if (member === null) throw new MemberNotFound('There is no such member of this organisation.');
    return member;
  }
}
