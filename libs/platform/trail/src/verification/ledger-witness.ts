import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { OrgId } from '#kernel';
import { ChangeSignal } from '#platform/database';
import { LEDGER_APPENDED } from '../ledger.js';

const MOST_ORGS = 10_000;

/**
 * Remembers how far each ledger had come, outside the database: whoever cuts a ledger back together with its head and checkpoints
 * leaves no trace there. Knows only what was committed while this process ran; exports and machines remember longer.
 */
@Injectable()
export class LedgerWitness implements OnModuleDestroy {
  private readonly sizes = new LRUCache<string, number>({ max: MOST_ORGS });
  private readonly stop: () => void;

  constructor(signal: ChangeSignal) {
    this.stop = signal.on(LEDGER_APPENDED, ({ orgId, id }) => {
      if (orgId !== undefined) this.sizes.set(orgId, Math.max(this.seen(orgId), Number(id)));
    });
  }

  seen(orgId: OrgId): number {
    return this.sizes.get(orgId) ?? 0;
  }

  onModuleDestroy(): void {
    this.stop();
  }
}
