import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { ChangeSignal, type OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import { BundleKeyService } from '../bundle-keys/bundle-key.service.js';
import { ReviewGate } from '../drafts/review-gate.js';
import type { PublicationRight } from '../drafts/review-rule.js';
import { POLICY_PUBLISHED } from '../policies.events.js';
import { isOrg, type NamedScope, scopeKey } from '../scopes/scope.js';
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
  async completeIn(
    tx: OrgTx,
    ctx: RequestContext,
    version: PolicyVersion,
    { scope, right }: { scope: NamedScope; right: PublicationRight },
  ): Promise<void> {
    await this.gate.passIn(tx, ctx, right);
    await this.keys.ensureIn(tx, ctx);
    await this.signal.notify(tx, { topic: POLICY_PUBLISHED, orgId: ctx.orgId, id: String(version.number) });
    await this.trail.record(tx, ctx, {
      action: version.rollbackOf === null ? 'policy.published' : 'policy.rolled_back',
      target: targetOf(scope, version.number),
      reason: version.reason,
      facts: {
        version: version.number,
        digest: version.digest,
        rollbackOf: version.rollbackOf,
        ...(!isOrg(scope) && { scope: scopeKey(scope) }),
      },
    });
  }

  /** That what stands may be taken away by that right. @throws PolicyReviewNeeded, PolicyTampered */
  mayWithdrawIn(tx: OrgTx, ctx: RequestContext, right: PublicationRight): Promise<void> {
    return this.gate.passIn(tx, ctx, right);
  }

  /** What was published for a scope binds nobody any more. */
  async withdrawnIn(
    tx: OrgTx,
    ctx: RequestContext,
    { scope, version, reason }: { scope: NamedScope; version: number; reason: string },
  ): Promise<void> {
    await this.trail.record(tx, ctx, {
      action: 'policy.withdrawn',
      target: targetOf(scope, version),
      reason,
      facts: { version, scope: scopeKey(scope) },
    });
  }
}

const targetOf = (scope: NamedScope, number: number) =>
  isOrg(scope)
    ? { kind: 'policy', id: String(number), label: `version ${number}` }
    : {
        kind: 'policy',
        id: `${scopeKey(scope)}/${number}`,
        label: `version ${number} of the ${scope.kind} ${scope.name}`,
      };
