import { Injectable } from '@nestjs/common';
import { OWNER, RoleService } from '#features/access';
import {
  type BreakGlassOwner,
  CALLER_CHANGED,
  PersonRepository,
  type SignInPolicy,
  SignInPolicyRepository,
} from '#features/identity';
import type { PersonId, PrincipalId, RequestContext } from '#kernel';
import { ChangeSignal, enterOrg, OrgDatabase, type OrgTx, SystemDatabase } from '#platform/database';
import { Trail } from '#platform/trail';
import { ConnectionSettingsRefused } from '../connections/connection.errors.js';
import { ConnectionNeeds } from '../connections/connection-needs.js';
import { domainsLedAstray } from '../domains/domain-rule.rules.js';
import { DomainRepository } from '../domains/domain.repository.js';
import { BreakGlassRefused, LastBreakGlass, SsoNotReady } from './sign-in-policy.errors.js';

/** The policy as an admin sees it, with what single sign-on needs before it can be required. */
export interface ShownPolicy extends SignInPolicy {
  readonly breakGlassOwners: readonly (BreakGlassOwner & { readonly email: string; readonly name: string })[];
  readonly hasLiveConnection: boolean;
  readonly hasVerifiedDomain: boolean;
}

/** How people of the org have to sign in. Nobody can choose it so that all are locked out. */
@Injectable()
export class SignInPolicyService {
  // eslint-disable-next-line max-params -- the policy rests on connections, domains and owners; sessions must hear of it
  constructor(
    private readonly db: OrgDatabase,
    private readonly system: SystemDatabase,
    private readonly policies: SignInPolicyRepository,
    private readonly domains: DomainRepository,
    private readonly needs: ConnectionNeeds,
    private readonly people: PersonRepository,
    private readonly roles: RoleService,
    private readonly signal: ChangeSignal,
    private readonly trail: Trail,
  ) {}

  get(ctx: RequestContext): Promise<ShownPolicy> {
    return this.system.across('show how an org lets people in', async (tx) => {
      const orgTx = await enterOrg(tx, ctx.orgId);
      const owners = [];
      for (const owner of await this.policies.breakGlassOwners(orgTx, ctx)) {
        const person = await this.people.find(tx, owner.personId);
        owners.push({ ...owner, email: person?.email ?? '', name: person?.name ?? '' });
      }
      return {
        ...(await this.policies.find(orgTx, ctx)),
        breakGlassOwners: owners,
        hasLiveConnection: (await this.needs.requirementsIn(orgTx, ctx)).live.length > 0,
        hasVerifiedDomain: await this.hasVerifiedDomain(orgTx, ctx),
      };
    });
  }

  /** @throws SsoNotReady, RoleUnknown, RoleNotYours, ConnectionSettingsRefused for the role of owners */
  put(ctx: RequestContext, policy: SignInPolicy): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      await this.policies.lock(tx, ctx);
      const before = await this.policies.find(tx, ctx);
      if (policy.defaultRole !== before.defaultRole) await this.mustBeGivable(tx, ctx, policy.defaultRole);
      if (policy.ssoRequired && !before.ssoRequired) await this.mustBeReady(tx, ctx);
      await this.policies.put(tx, ctx, policy);
      await this.tell(tx, ctx);
      await this.trail.record(tx, ctx, {
        action: 'sign-in-policy.changed',
        target: { kind: 'org', id: ctx.orgId },
        facts: { ...policy, ssoRequiredBefore: before.ssoRequired, defaultRoleBefore: before.defaultRole },
      });
    });
  }

  /** @throws BreakGlassRefused unless an owner gives it to an owner who has a credential of her own */
  giveBreakGlass(ctx: RequestContext, personId: PersonId): Promise<void> {
    return this.system.across('let an owner break the glass', async (tx) => {
      const orgTx = await enterOrg(tx, ctx.orgId);
      await this.mustBeOwner(
        orgTx,
        ctx,
        ctx.principal.id,
        'Only an owner says who may come in without the identity provider.',
      );
      const person = await this.people.find(tx, personId);
      if (person === null || person.homeOrgId !== null)
        throw new BreakGlassRefused('She has no password or passkey of her own: her account is the organisation’s.');
      await this.mustBeOwner(orgTx, ctx, personId, 'Make her an owner first.');
      await this.policies.addBreakGlass(orgTx, ctx, { personId, givenBy: ctx.principal.label, givenAt: ctx.now });
      await this.tell(orgTx, ctx);
      const target = { kind: 'person', id: personId, label: person.email };
      await this.trail.record(orgTx, ctx, { action: 'break-glass.given', target, facts: { severity: 'high' } });
    });
  }

  /** @throws BreakGlassRefused, LastBreakGlass */
  takeBreakGlass(ctx: RequestContext, personId: PersonId): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      await this.mustBeOwner(
        tx,
        ctx,
        ctx.principal.id,
        'Only an owner says who may come in without the identity provider.',
      );
      await this.policies.lock(tx, ctx);
      if (!(await this.policies.removeBreakGlass(tx, ctx, personId))) return;
      const hasOthers = (await this.policies.breakGlassOwners(tx, ctx)).length > 0;
      if (!hasOthers && (await this.policies.isRequired(tx, ctx)))
        throw new LastBreakGlass('Give it to another owner first, or stop requiring single sign-on.');
      await this.tell(tx, ctx);
      await this.trail.record(tx, ctx, { action: 'break-glass.taken', target: { kind: 'person', id: personId } });
    });
  }

  private async mustBeReady(tx: OrgTx, ctx: RequestContext): Promise<void> {
    const requirements = await this.needs.requirementsIn(tx, ctx);
    const lacking = [
      ...(requirements.live.length > 0 ? [] : ['a live connection']),
      ...((await this.hasVerifiedDomain(tx, ctx)) ? [] : ['a verified domain']),
      ...((await this.policies.breakGlassOwners(tx, ctx)).length > 0 ? [] : ['a break-glass owner']),
      ...domainsLedAstray(requirements).map(
        (domain) => `a live connection for ${domain}, which leads to one that lets nobody in`,
      ),
    ];
    if (lacking.length > 0)
      throw new SsoNotReady(`So that nobody is locked out, the organisation first needs ${lacking.join(' and ')}.`);
  }

  private async mustBeGivable(tx: OrgTx, ctx: RequestContext, role: string): Promise<void> {
    if (role === OWNER)
      throw new ConnectionSettingsRefused('Owners are made one by one. Choose another role for newcomers.');
    await this.roles.mustBeAllowed(tx, ctx, [{ role, teamId: null }]);
  }

  private async mustBeOwner(tx: OrgTx, ctx: RequestContext, id: PrincipalId, otherwise: string): Promise<void> {
    const held = await this.roles.heldIn(tx, ctx, { kind: 'person', id });
    if (!held.some(({ role }) => role === OWNER)) throw new BreakGlassRefused(otherwise);
  }

  private async hasVerifiedDomain(tx: OrgTx, ctx: RequestContext): Promise<boolean> {
    return (await this.domains.list(tx, ctx)).some(({ verifiedAt }) => verifiedAt !== null);
  }

  /** Every session of the org is looked at anew, in every process. */
  private tell(tx: OrgTx, { orgId }: RequestContext): Promise<void> {
    return this.signal.notify(tx, { topic: CALLER_CHANGED, orgId });
  }
}
