import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { ChangeSignal, OrgDatabase } from '#platform/database';
import { Trail } from '#platform/trail';
import { CALLER_CHANGED } from '../identity.events.js';
import type { SessionPolicy } from './session-policy.js';
import { SessionPolicyRepository } from './session-policy.repository.js';

/** How long sessions last in an org. */
@Injectable()
export class SessionPolicyService {
  constructor(
    private readonly db: OrgDatabase,
    private readonly policies: SessionPolicyRepository,
    private readonly signal: ChangeSignal,
    private readonly trail: Trail,
  ) {}

  get(ctx: RequestContext): Promise<SessionPolicy> {
    return this.db.within(ctx, (tx) => this.policies.find(tx, ctx));
  }

  /** Holds at once for the sessions that there are, too. */
  write(ctx: RequestContext, policy: SessionPolicy): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      await this.policies.put(tx, ctx, policy);
      // Of nobody in particular: every process looks up every caller anew.
      await this.signal.notify(tx, { topic: CALLER_CHANGED, orgId: ctx.orgId });
      await this.trail.record(tx, ctx, {
        action: 'session.policy_changed',
        target: { kind: 'org', id: ctx.orgId },
        facts: { ...policy },
      });
    });
  }
}
