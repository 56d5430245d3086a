import { Injectable } from '@nestjs/common';
import { MachineCredentials } from '#features/identity';
import type { MachineId, RequestContext } from '#kernel';
import { OrgDatabase } from '#platform/database';
import { FleetRecord } from './fleet-record.js';
import { MachineNotFound } from './machine.errors.js';
import { MachineRepository } from './machine.repository.js';

/** Takes a machine out of the fleet, for good. */
@Injectable()
export class RevocationService {
  constructor(
    private readonly db: OrgDatabase,
    private readonly machines: MachineRepository,
    private readonly credentials: MachineCredentials,
    private readonly record: FleetRecord,
  ) {}

  /**
   * Ends the machine's credentials and its event stream. What it has spooled stays on it; its key does not come back.
   * Revoking twice is no error.
   * @throws MachineNotFound
   */
  revoke(ctx: RequestContext, { id, reason }: { id: MachineId; reason: string }): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      const machine = await this.machines.find(tx, ctx, id);
      if (machine === null) throw new MachineNotFound(`There is no machine ${id} in this organisation.`);
      if (!(await this.machines.revoke(tx, ctx, { id, reason, now: ctx.now }))) return;
      await this.credentials.revokeAll(tx, ctx, id);
      await this.record.revokedIn(tx, ctx, { machine, reason });
    });
  }
}
