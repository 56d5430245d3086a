import { Injectable } from '@nestjs/common';
import { ALL_PERMISSIONS, canonicalEmail, ServiceAccountService } from '#features/identity';
import { type NewOrg, type Org, OrgService } from '#features/tenancy';
import { Clock, newId, type OrgId, type PrincipalId, type RequestContext } from '#kernel';
import { enterOrg, SystemDatabase, type SystemTx } from '#platform/database';
import { OWNER } from '../roles/role.js';
import { RoleGrantRepository } from '../roles/role-grant.repository.js';
import { RoleService } from '../roles/role.service.js';
import { AlreadySetUp } from './setup.errors.js';
import { SetupLinks } from './setup-links.js';

/** What an automation asks for: an org, who is to own it, and perhaps an account for itself. */
export interface OrgOrder extends NewOrg {
  readonly ownerEmail: string;
  readonly serviceAccount: boolean;
}

export interface ProvisionedOrg {
  readonly org: Pick<Org, 'id' | 'slug' | 'name'>;
  readonly ownerSetupUrl: string;
  /** The token is shown once. */
  readonly serviceAccount?: { readonly id: string; readonly token: string };
}

const SERVICE_ROLE = 'admin';
const KEY_GOOD_MS = 365 * 24 * 3_600_000;
const OPERATOR = '00000000-0000-7000-8000-00000000000a' as PrincipalId;

/** Sets an org up without a browser, for those who have the machine itself. */
@Injectable()
export class OrgProvisioning {
  // eslint-disable-next-line max-params -- an org, its owner's link and its service account come to be together
  constructor(
    private readonly system: SystemDatabase,
    private readonly clock: Clock,
    private readonly orgs: OrgService,
    private readonly links: SetupLinks,
    private readonly services: ServiceAccountService,
    private readonly roles: RoleService,
    private readonly grants: RoleGrantRepository,
  ) {}

  /** Asked again for an org that nobody owns yet, it makes a new link. @throws AlreadySetUp when somebody owns it */
  provision(order: OrgOrder): Promise<ProvisionedOrg> {
    const now = this.clock.now();
    return this.system.across('set an org up by command', async (tx) => {
      const { org, ctx } = await this.orgIn(tx, order, now);
      const account = order.serviceAccount ? await this.serviceAccountIn(tx, ctx) : null;
      const url = await this.links.ownerIn(
        tx,
        { orgId: org.id, email: canonicalEmail(order.ownerEmail), role: OWNER, madeBy: null },
        now,
      );
      const { id, slug, name } = org;
      return { org: { id, slug, name }, ownerSetupUrl: url.href, ...(account !== null && { serviceAccount: account }) };
    });
  }

  private async orgIn(tx: SystemTx, { slug, name }: OrgOrder, now: Date): Promise<{ org: Org; ctx: RequestContext }> {
    const known = (await this.orgs.all()).find((org) => org.slug === slug);
    const orgId = known?.id ?? newId<'Org'>(now);
    const ctx = contextOf(orgId, now);
    const orgTx = await enterOrg(tx, orgId);
    if (known === undefined) return { org: await this.orgs.foundIn(orgTx, ctx, { slug, name }), ctx };
    const owners = await this.grants.owners(orgTx, ctx);
    if (owners.length > 0)
      throw new AlreadySetUp(`The organisation "${slug}" has an owner already; let her invite others.`);
    return { org: known, ctx };
  }

  private async serviceAccountIn(tx: SystemTx, ctx: RequestContext): Promise<{ id: string; token: string }> {
    const orgTx = await enterOrg(tx, ctx.orgId);
    const name = `automation ${ctx.now.toISOString()}`;
    const id = await this.services.createIn(orgTx, ctx, {
      name,
      description: 'Made when the organisation was set up.',
    });
    const expiresAt = new Date(ctx.now.getTime() + KEY_GOOD_MS);
    const { token } = await this.services.createKeyIn(orgTx, ctx, id, {
      name: 'first key',
      permissions: [ALL_PERMISSIONS],
      networks: [],
      expiresAt,
    });
    await this.roles.giveIn(orgTx, ctx, {
      kind: 'service',
      id: id,
      role: SERVICE_ROLE,
      label: name,
    });
    return { id, token };
  }
}

const contextOf = (orgId: OrgId, now: Date): RequestContext => ({
  orgId,
  principal: { kind: 'job', id: OPERATOR, label: 'admin setup' },
  requestId: newId<'Request'>(now),
  now,
});
