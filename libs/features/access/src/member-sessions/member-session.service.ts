import { Injectable } from '@nestjs/common';
import { type SessionId, SessionService } from '#features/identity';
import type { PersonId, RequestContext } from '#kernel';
import { enterOrg, SystemDatabase } from '#platform/database';
import { Trail } from '#platform/trail';
import { MemberNotFound } from '../members/member.errors.js';
import { MemberReader } from '../members/member.reader.js';
import type { MemberSession } from './member-session.js';
import { MemberSessionNotFound } from './member-session.errors.js';
import { type MemberSessionPage, MemberSessionReader } from './member-session.reader.js';

/** Where the members of an org are signed in, for whoever may see it and end it. */
@Injectable()
export class MemberSessionService {
  // eslint-disable-next-line max-params -- sessions belong to no org, members do, and each end is recorded
  constructor(
    private readonly system: SystemDatabase,
    private readonly reader: MemberSessionReader,
    private readonly members: MemberReader,
    private readonly sessions: SessionService,
    private readonly trail: Trail,
  ) {}

  list(ctx: RequestContext, page: MemberSessionPage): Promise<readonly MemberSession[]> {
    return this.system.across('list where members are signed in', (tx) => this.reader.page(tx, ctx, page));
  }

  /** In every process at once. @throws MemberSessionNotFound */
  end(ctx: RequestContext, id: SessionId): Promise<void> {
    return this.system.across('end a session of a member', async (tx) => {
      const person = await this.reader.personOf(tx, ctx, id);
      if (person === null || !(await this.sessions.endIn(tx, person.id, id, ctx.now)))
        throw new MemberSessionNotFound('It has ended already. Load the list again.');
      await this.trail.record(await enterOrg(tx, ctx.orgId), ctx, {
        action: 'session.ended_by_admin',
        target: { kind: 'person', id: person.id, label: person.email },
        facts: { session: id },
      });
    });
  }

  /** Every session with which she could act here. Answers how many. @throws MemberNotFound */
  endAll(ctx: RequestContext, personId: PersonId): Promise<number> {
    return this.system.across('end all sessions of a member', async (tx) => {
      const member = await this.members.find(tx, ctx, personId);
      if (member === null) throw new MemberNotFound('There is no such member of this organisation.');
      const ended = await this.sessions.endAllIn(tx, personId, ctx);
      await this.trail.record(await enterOrg(tx, ctx.orgId), ctx, {
        action: 'session.all_ended_by_admin',
        target: { kind: 'person', id: personId, label: member.person.email },
        facts: { sessions: ended },
      });
      return ended;
    });
  }
}
