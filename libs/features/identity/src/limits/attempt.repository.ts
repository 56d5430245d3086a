import { Injectable } from '@nestjs/common';
import type { SystemTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import { secretHash } from '../secret-hash.js';

/** Rows of the table `sign_in_attempts`. */
@Injectable()
export class AttemptRepository {
  /** Counts one more, atomically, and answers how many there are in the window and when it ends. */
  async count(
    tx: SystemTx,
    key: string,
    { now, windowMs }: { now: Date; windowMs: number },
  ): Promise<{ count: number; endsAt: Date }> {
    const [row] = await sql(tx).query<{ count: number; ends_at: Date }>(
      `insert into sign_in_attempts as a (key_hash, count, ends_at) values ($1, 1, $2)
       on conflict (key_hash) do update set
         count   = case when a.ends_at <= $3 then 1 else a.count + 1 end,
         ends_at = case when a.ends_at <= $3 then excluded.ends_at else a.ends_at end
       returning count, ends_at`,
      [secretHash(key), new Date(now.getTime() + windowMs), now],
    );
    if (row === undefined) throw new Error('The database did not count an attempt.');
    return { count: row.count, endsAt: row.ends_at };
  }

  /** Counts one less. */
  async forgive(tx: SystemTx, key: string): Promise<void> {
    await sql(tx).query(
      'update sign_in_attempts set count = greatest(count - 1, 0) where key_hash = $1 returning true as forgiven',
      [secretHash(key)],
    );
  }

  async forget(tx: SystemTx, keys: readonly string[]): Promise<void> {
    await rows(tx).signInAttempt.deleteMany({ where: { keyHash: { in: keys.map(secretHash) } } });
  }

  async sweep(tx: SystemTx, now: Date): Promise<number> {
    return (await rows(tx).signInAttempt.deleteMany({ where: { endsAt: { lte: now } } })).count;
  }
}
