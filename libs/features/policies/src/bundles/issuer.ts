import { Injectable } from '@nestjs/common';
import type { OrgId } from '#kernel';
import { OrgDatabase } from '#platform/database';
import { BundleKeyService } from '../bundle-keys/bundle-key.service.js';
import { type Issue, issueOf } from './issue.js';
import { PolicyResolver } from './policy-resolver.js';

/** Reads what an org says to its machines, from the database. */
@Injectable()
export class Issuer {
  constructor(
    private readonly db: OrgDatabase,
    private readonly resolver: PolicyResolver,
    private readonly keys: BundleKeyService,
  ) {}

  /**
   * The issue of the hour of `now`; null for an org that has published no policy.
   * @throws PolicyTampered, BundleKeyUnreadable
   */
  issue(orgId: OrgId, now: Date): Promise<Issue | null> {
    return this.db.within({ orgId }, async (tx) => {
      const policy = await this.resolver.resolveIn(tx, { orgId });
      return policy && issueOf(orgId, policy, await this.keys.openIn(tx, { orgId }), now);
    });
  }
}
