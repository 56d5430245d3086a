import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { ChangeSignal, type OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import { BundleKeyService } from '../bundle-keys/bundle-key.service.js';
import { ReviewGate } from '../drafts/review-gate.js';
import type { PublicationRight } from '../drafts/review-rule.js';
import { POLICY_PUBLISHED } from '../policies.events.js';
import type { PolicyVersion } from './version.js';

/**
 * What a publication brings about in its own transaction: the org's rule of approval is kept, there is a key to sign it, every process hears of
 * it, the ledger keeps it.
 */
@Injectable()
export class Publication {
  constructor(
    private readonly keys: BundleKeyService,
    private readonly signal: ChangeSignal,
    private readonly trail: Trail,
    private readonly gate: ReviewGate,
  ) {}

  /** @throws PolicyReviewNeeded, PolicyTampered */
  async completeIn(tx: OrgTx, ctx: RequestContext, version: PolicyVersion, right: PublicationRight): Promise<void> {
    await this.gate.passIn(tx, ctx, right);
    await this.keys.ensureIn(tx, ctx);
    await this.signal.notify(tx, { topic: POLICY_PUBLISHED, orgId: ctx.orgId, id: String(version.number) });
    await this.trail.record(tx, ctx, {
      action: version.rollbackOf === null ? 'policy.published' : 'policy.rolled_back',
      target: { kind: 'policy', id: String(version.number), label: `version ${version.number}` },
      reason: version.reason,
      facts: { version: version.number, digest: version.digest, rollbackOf: version.rollbackOf },
    });
  }
}
