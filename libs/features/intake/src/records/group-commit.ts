import type { OrgId } from '#kernel';

export interface GroupLimits {
  readonly rows: number;
  readonly bytes: number;
}

/** What a request brings: only how much it is matters here. */
interface Sized {
  readonly size: number;
}

interface Waiting<Rows> {
  readonly rows: Rows;
  readonly bytes: number;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Commits what many requests bring for the same org together, one transaction at a time: the first comes through at once, and whoever comes
 * while it commits goes with the next. Rows are held only as long as its request waits.
 */
export class GroupCommit<Rows extends Sized> {
  private readonly queues = new Map<OrgId, Waiting<Rows>[]>();

  constructor(
    private readonly commit: (orgId: OrgId, group: readonly Rows[]) => Promise<void>,
    private readonly limits: GroupLimits,
    /** Whether one request's rows can be the reason why a whole group failed: then each is tried alone. */
    private readonly isFaultOfRows: (error: unknown) => boolean,
  ) {}

  /** Resolves when the rows are committed; rejects when they are not. */
  add(orgId: OrgId, rows: Rows, bytes: number): Promise<void> {
    return new Promise((done, failed) => {
      const queue = this.queues.get(orgId);
      const waiting = { rows, bytes, done, failed };
      if (queue) {
        queue.push(waiting);
        return;
      }
      this.queues.set(orgId, [waiting]);
      void this.drain(orgId);
    });
  }

  private async drain(orgId: OrgId): Promise<void> {
    const queue = this.queues.get(orgId) ?? [];
    while (queue.length > 0) await this.commitGroup(orgId, queue.splice(0, this.groupOf(queue)));
    this.queues.delete(orgId);
  }

  /** How many of the waiting go together: as many as the limits allow, but at least one. */
  private groupOf(queue: readonly Waiting<Rows>[]): number {
    let [rows, bytes, count] = [0, 0, 0];
    for (const waiting of queue) {
      rows += waiting.rows.size;
      bytes += waiting.bytes;
      if (count > 0 && (rows > this.limits.rows || bytes > this.limits.bytes)) break;
      count += 1;
    }
    return count;
  }

  private async commitGroup(orgId: OrgId, group: readonly Waiting<Rows>[]): Promise<void> {
    try {
      await this.commit(
        orgId,
        group.map(({ rows }) => rows),
      );
      for (const { done } of group) done();
    } catch (error) {
      if (group.length > 1 && this.isFaultOfRows(error)) {
        for (const waiting of group) await this.commitGroup(orgId, [waiting]);
        return;
      }
      for (const { failed } of group) failed(error);
    }
  }
}
