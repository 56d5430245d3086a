import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { ChangeSignal, type OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import { BUNDLE_KEYS_CHANGED } from '../policies.events.js';

/** What happened to a key, and why. */
export interface BundleKeyEvent {
  readonly action: 'bundle_key.created' | 'bundle_key.rotated' | 'bundle_key.retired';
  readonly keyid: string;
  readonly reason?: string;
}

/** Tells every process, and the ledger, in the transaction in which it happens. */
@Injectable()
export class BundleKeyRecord {
  constructor(
    private readonly signal: ChangeSignal,
    private readonly trail: Trail,
  ) {}

  async tellIn(tx: OrgTx, ctx: RequestContext, { action, keyid, reason }: BundleKeyEvent): Promise<void> {
    await this.signal.notify(tx, { topic: BUNDLE_KEYS_CHANGED, orgId: ctx.orgId, id: keyid });
    await this.trail.record(tx, ctx, {
      action,
      target: { kind: 'bundle-key', id: keyid },
      ...(reason !== undefined && { reason }),
    });
  }
}
