import { Injectable } from '@nestjs/common';
import { canonicalEmail } from '#features/identity';
import type { RequestContext } from '#kernel';
import { enterOrg, SystemDatabase } from '#platform/database';
import { Trail } from '#platform/trail';
import { MemberReader } from '../members/member.reader.js';
import { RoleService } from '../roles/role.service.js';
import type { Invitation, SetupLinkId } from '../setup/setup-link.js';
import { SetupLinkRepository } from '../setup/setup-link.repository.js';
import { SetupLinks } from '../setup/setup-links.js';
import { AlreadyMember, InvitationNotFound } from './invitation.errors.js';

/** Links that let somebody join the org: made, shown while they wait, taken back. */
@Injectable()
export class InvitationService {
  // eslint-disable-next-line max-params -- links belong to no org and roles do: both floors meet here
  constructor(
    private readonly system: SystemDatabase,
    private readonly members: MemberReader,
    private readonly roles: RoleService,
    private readonly links: SetupLinks,
    private readonly repository: SetupLinkRepository,
    private readonly trail: Trail,
  ) {}

  /** Those that can still be used, newest first; at most `limit`, made before the one named. */
  waiting(ctx: RequestContext, page: { before: SetupLinkId | null; limit: number }): Promise<readonly Invitation[]> {
    return this.system.across('list the invitations of an org', (tx) =>
      this.repository.waiting(tx, ctx.orgId, { ...page, now: ctx.now }),
    );
  }

  /** Makes a one-time link that lets `email` join with `role`. @throws RoleUnknown, RoleNotYours, AlreadyMember */
  invite(ctx: RequestContext, { email: typed, role }: { email: string; role: string }): Promise<URL> {
    const email = canonicalEmail(typed);
    return this.system.across('invite to an org', async (tx) => {
      const orgTx = await enterOrg(tx, ctx.orgId);
      await this.roles.mustBeAllowed(orgTx, ctx, [{ role, teamId: null }]);
      if (await this.members.isMemberByEmail(tx, ctx, email))
        throw new AlreadyMember(`${email} belongs to the organisation already; change her roles instead.`);
      const { orgId, now, principal } = ctx;
      const url = await this.links.ownerIn(tx, { orgId, email, role, madeBy: principal.label }, now);
      await this.trail.record(orgTx, ctx, {
        action: 'member.invited',
        target: { kind: 'invitation', id: email, label: email },
        facts: { role },
      });
      return url;
    });
  }

  /** Takes an unused link back: it opens nothing from here on. @throws InvitationNotFound */
  revoke(ctx: RequestContext, id: SetupLinkId): Promise<void> {
    return this.system.across('take an invitation back', async (tx) => {
      const removed = await this.repository.remove(tx, ctx.orgId, id);
      if (removed === null) throw new InvitationNotFound('It was used or taken back already. Load the list again.');
      await this.trail.record(await enterOrg(tx, ctx.orgId), ctx, {
        action: 'member.invitation_revoked',
        target: { kind: 'invitation', id: removed.email, label: removed.email },
        facts: { role: removed.role },
      });
    });
  }
}
