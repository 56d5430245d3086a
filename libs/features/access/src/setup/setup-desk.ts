import { Injectable } from '@nestjs/common';
import { type Moment, type SessionId, SessionService } from '#features/identity';
import { type Org, OrgService } from '#features/tenancy';
import type { PersonId } from '#kernel';
import type { FoundLink } from './setup-link.js';
import { SetupService } from './setup.service.js';

/** Set-up as its page needs it. */
@Injectable()
export class SetupDesk {
  constructor(
    readonly setup: SetupService,
    private readonly orgs: OrgService,
    private readonly sessions: SessionService,
  ) {}

  async inspect(token: string, now: Date): Promise<{ link: FoundLink; org: Org | null }> {
    const link = await this.setup.inspect(token, now);
    if (link.kind === 'first-run') return { link, org: null };
    const all = await this.orgs.all();
    return { link, org: all.find(({ id }) => id === link.orgId) ?? null };
  }

  /** Joins, and acts in the org joined from here on. */
  async accept(
    { token, personId, sessionId }: { token: string; personId: PersonId; sessionId: SessionId },
    moment: Moment,
  ): Promise<void> {
    const orgId = await this.setup.accept(token, personId, moment);
    await this.sessions.switchOrg(personId, sessionId, orgId, moment);
  }
}
