import { Injectable } from '@nestjs/common';
import { HotPath } from '#platform/database';
import type { Connection } from '../connections/connection.js';
import { UsedAssertionRepository } from './used-assertion.repository.js';

/** Each assertion (or ID token, or logout token) counts once. */
@Injectable()
export class UsedAssertions {
  constructor(
    private readonly db: HotPath,
    private readonly used: UsedAssertionRepository,
  ) {}

  /**
   * Takes it, committed before this answers; false when it was taken before, in whatever process.
   * @param expiresAt until when it would be good: remembered until then
   */
  take(connection: Pick<Connection, 'orgId' | 'id'>, assertionId: string, expiresAt: Date): Promise<boolean> {
    return this.db.each(connection, (tx) => this.used.take(tx, connection, assertionId, expiresAt));
  }
}
