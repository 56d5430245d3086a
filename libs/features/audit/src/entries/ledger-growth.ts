import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { OrgId, RequestContext } from '#kernel';
import { ChangeSignal, HotPath, SIGNAL_GAP } from '#platform/database';
import { LEDGER_APPENDED, LedgerReader } from '#platform/trail';

type Hear = (size: number) => void;

/** Who waits for which org's ledger to grow: one listener for the process, however many follow. */
@Injectable()
export class LedgerGrowth implements OnModuleDestroy {
  private readonly followers = new Map<OrgId, Set<Hear>>();
  private readonly stops: readonly (() => void)[];

  constructor(
    signal: ChangeSignal,
    private readonly hot: HotPath,
    private readonly ledger: LedgerReader,
  ) {
    this.stops = [
      signal.on(LEDGER_APPENDED, ({ orgId, id }) => {
        if (orgId !== undefined) this.tell(orgId, Number(id));
      }),
      // What was told while the connection was broken is lost: everybody looks anew.
      signal.on(SIGNAL_GAP, () => void this.lookAnew()),
    ];
  }

  onModuleDestroy(): void {
    for (const stop of this.stops) stop();
  }

  async sizeOf({ orgId }: Pick<RequestContext, 'orgId'>): Promise<number> {
    return (await this.hot.within({ orgId }, (tx) => this.ledger.checkpoint(tx, orgId)))?.size ?? 0;
  }

  /** Calls `hear` with the new size; answers how to stop it. */
  follow(orgId: OrgId, hear: Hear): () => void {
    const followers = this.followers.get(orgId) ?? new Set();
    this.followers.set(orgId, followers.add(hear));
    return () => {
      followers.delete(hear);
      if (followers.size === 0) this.followers.delete(orgId);
    };
  }

  private tell(orgId: OrgId, size: number): void {
    for (const hear of this.followers.get(orgId) ?? []) hear(size);
  }

  private async lookAnew(): Promise<void> {
    for (const orgId of this.followers.keys()) {
      await this.sizeOf({ orgId }).then(
        (size) => this.tell(orgId, size),
        () => undefined,
      );
    }
  }
}
