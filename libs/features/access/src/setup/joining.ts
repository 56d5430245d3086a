import { Injectable } from '@nestjs/common';
import { AccountManaged, type Person } from '#features/identity';
import { MembershipRepository, type NewOrg, OrgService } from '#features/tenancy';
import { newId, type OrgId, type RequestContext } from '#kernel';
import { enterOrg, type SystemTx } from '#platform/database';
import { Trail } from '#platform/trail';
import { OWNER } from '../roles/role.js';
import { RoleService } from '../roles/role.service.js';

interface When {
  readonly now: Date;
  readonly requestId: string;
}

/** How a person comes to belong to an org: by founding it, or by joining it. */
@Injectable()
export class Joining {
  constructor(
    private readonly orgs: OrgService,
    private readonly memberships: MembershipRepository,
    private readonly roles: RoleService,
    private readonly trail: Trail,
  ) {}

  /** Founds an org whose owner the person is. @throws OrgSlugTaken, AccountManaged */
  async foundIn(tx: SystemTx, person: Person, org: NewOrg, when: When): Promise<OrgId> {
    const orgId = newId<'Org'>(when.now);
    const ctx = contextOf(person, orgId, when);
    await this.orgs.foundIn(await enterOrg(tx, orgId), ctx, org);
    await this.joinIn(tx, person, { orgId, role: OWNER }, when);
    return orgId;
  }

  /** @throws AccountManaged for an account that another org manages: whose address is whose is that org's word alone */
  async joinIn(
    tx: SystemTx,
    person: Person,
    { orgId, role }: { orgId: OrgId; role: string },
    when: When,
  ): Promise<void> {
    if (person.homeOrgId !== null && person.homeOrgId !== orgId)
      throw new AccountManaged(
        'Your organisation manages this account, which belongs to no other. Join with an account of your own.',
      );
    const orgTx = await enterOrg(tx, orgId);
    const ctx = contextOf(person, orgId, when);
    await this.memberships.add(orgTx, ctx, person.id);
    await this.roles.giveIn(orgTx, ctx, {
      kind: 'person',
      id: person.id,
      role,
      label: person.email,
    });
    await this.trail.record(orgTx, ctx, {
      action: 'member.joined',
      target: { kind: 'person', id: person.id, label: person.email },
      facts: { role },
    });
  }
}

const contextOf = (person: Person, orgId: OrgId, { now, requestId }: When): RequestContext => ({
  orgId,
  principal: { kind: 'person', id: person.id, label: person.email },
  requestId,
  now,
});
