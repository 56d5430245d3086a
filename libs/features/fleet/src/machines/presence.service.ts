import { setTimeout as after } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock, type MachineId, type OrgId } from '#kernel';
import { HotPath } from '#platform/database';
import { MachineRepository } from './machine.repository.js';

const MOST_AT_ONCE = 1_000;
/** Who arrives within this is noted together: after a restart a whole fleet comes back in seconds. */
const GATHER_MS = 10;

interface Gathering {
  readonly ids: Set<MachineId>;
  readonly unwelcome: Promise<ReadonlySet<MachineId>>;
}

/** Knows of the machines whose streams are open here that they are there, and notes it. */
@Injectable()
export class PresenceService {
  private readonly arriving = new Map<OrgId, Gathering>();

  constructor(
    private readonly hot: HotPath,
    private readonly machines: MachineRepository,
    private readonly clock: Clock,
  ) {}

  /** Notes that a machine has come; false for one that may not be here: revoked, or unknown. */
  async arrived(orgId: OrgId, id: MachineId): Promise<boolean> {
    const gathering = this.arriving.get(orgId) ?? this.gather(orgId);
    gathering.ids.add(id);
    return !(await gathering.unwelcome).has(id);
  }

  /** Those of the machines whose person may not act in the org now. */
  ofSuspended(orgId: OrgId, ids: readonly MachineId[]): Promise<readonly MachineId[]> {
    return this.hot.within({ orgId }, (tx) => this.machines.ofSuspended(tx, { orgId }, ids));
  }

  /** Notes that the machines are there; answers those that may not be. */
  async note(orgId: OrgId, ids: readonly MachineId[]): Promise<ReadonlySet<MachineId>> {
    const now = this.clock.now();
    const unwelcome = new Set(ids);
    for (let from = 0; from < ids.length; from += MOST_AT_ONCE) {
      const some = ids.slice(from, from + MOST_AT_ONCE);
      const touched = await this.hot.within({ orgId }, (tx) => this.machines.touch(tx, { orgId }, some, now));
      for (const id of touched) unwelcome.delete(id);
    }
    return unwelcome;
  }

  private gather(orgId: OrgId): Gathering {
    const ids = new Set<MachineId>();
    const unwelcome = after(GATHER_MS).then(() => {
      // Closed before the database is asked: who comes later is asked about later, and sees what was committed until then.
      this.arriving.delete(orgId);
      return this.note(orgId, [...ids]);
    });
    const gathering = { ids, unwelcome };
    this.arriving.set(orgId, gathering);
    return gathering;
  }
}
