import { Injectable } from '@nestjs/common';
import type { OrgScope, OrgTx } from '#platform/database';
import { rows } from '#platform/database/rows';
import { type SessionPolicy, USUAL_SESSION_POLICY } from './session-policy.js';

const columns = { idleMinutes: true, absoluteMinutes: true, proofMinutes: true, freshForPublish: true } as const;

/** Rows of the table `session_policies`. */
@Injectable()
export class SessionPolicyRepository {
  async find(tx: OrgTx, { orgId }: OrgScope): Promise<SessionPolicy> {
    const row = await rows(tx).sessionPolicy.findUnique({ where: { orgId }, select: columns });
    return row ?? USUAL_SESSION_POLICY;
  }

  async put(tx: OrgTx, { orgId, now }: OrgScope & { now: Date }, policy: SessionPolicy): Promise<void> {
    const data = { ...policy, updatedAt: now };
    await rows(tx).sessionPolicy.upsert({
      where: { orgId },
      create: { orgId, ...data },
      update: data,
      select: { orgId: true },
    });
  }
}
