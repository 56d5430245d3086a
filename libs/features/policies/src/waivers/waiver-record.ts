import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import type { OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import type { Waiver } from './waiver.js';

/** What becomes of waivers, told to the ledger in the transaction in which it happens. */
@Injectable()
export class WaiverRecord {
  constructor(private readonly trail: Trail) {}

  async recordIn(
    tx: OrgTx,
    ctx: RequestContext,
    { id, subject, rules, effect, expiresAt }: Waiver,
    { action, reason }: { action: `waiver.${string}`; reason?: string },
  ): Promise<void> {
    await this.trail.record(tx, ctx, {
      action,
      target: { kind: 'waiver', id, label: `${subject.kind} ${subject.label}` },
      ...(reason !== undefined && reason !== '' && { reason }),
      facts: { rules: rules.join(' ').slice(0, 1_000), effect, until: expiresAt.toISOString() },
    });
  }

  async ruleChangedIn(tx: OrgTx, ctx: RequestContext, facts: { before: number; after: number }): Promise<void> {
    await this.trail.record(tx, ctx, {
      action: 'waiver.rule_changed',
      target: { kind: 'waiver_rule', id: 'max_days', label: 'the longest exception' },
      facts,
    });
  }
}
