import { Injectable } from '@nestjs/common';
import type { MachineId, PersonId } from '#kernel';
import type { OrgScope, OrgTx } from '#platform/database';

/** Whose machines are. Whoever is not in the answer belongs to nobody. */
export interface OwnersOfMachines {
  ownersIn(tx: OrgTx, scope: OrgScope, ids: readonly MachineId[]): Promise<ReadonlyMap<MachineId, PersonId>>;
}

/** Port: the policy of a machine is that of its person, and features/fleet, which stands on this one, knows whose it is. */
@Injectable()
export class MachineOwners implements OwnersOfMachines {
  private known: OwnersOfMachines | null = null;

  fill(known: OwnersOfMachines): void {
    this.known = known;
  }

  ownersIn(tx: OrgTx, scope: OrgScope, ids: readonly MachineId[]): Promise<ReadonlyMap<MachineId, PersonId>> {
    if (this.known === null) throw new Error('Nothing here knows whose a machine is.');
    return this.known.ownersIn(tx, scope, ids);
  }
}
