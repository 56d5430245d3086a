import { Injectable } from '@nestjs/common';
import { Clock, type MachineId, type OrgId } from '#kernel';
import { HotPath } from '#platform/database';
import { MachineRepository } from './machine.repository.js';

const MOST_AT_ONCE = 1_000;

/** Knows of the machines whose streams are open here that they are there, and notes it. */
@Injectable()
export class PresenceService {
  constructor(
    private readonly hot: HotPath,
    private readonly machines: MachineRepository,
    private readonly clock: Clock,
  ) {}

  /** Notes that the machines are there; answers those that may not be: revoked, or unknown. */
  async note(orgId: OrgId, ids: readonly MachineId[]): Promise<readonly MachineId[]> {
    const now = this.clock.now();
    const welcome = new Set<MachineId>();
    for (let from = 0; from < ids.length; from += MOST_AT_ONCE) {
      const some = ids.slice(from, from + MOST_AT_ONCE);
      const touched = await this.hot.within({ orgId }, (tx) => this.machines.touch(tx, { orgId }, some, now));
      for (const id of touched) welcome.add(id);
    }
    return ids.filter((id) => !welcome.has(id));
  }
}
