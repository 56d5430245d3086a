import { Injectable } from '@nestjs/common';
import { MachineOwners, type OwnersOfMachines } from '#features/policies';
import type { MachineId, PersonId } from '#kernel';
import type { OrgScope, OrgTx } from '#platform/database';
import { MachineRepository } from './machine.repository.js';

/** Tells features/policies whose a machine is: its policy is that of its person. */
@Injectable()
export class MachineOwner implements OwnersOfMachines {
  constructor(
    private readonly machines: MachineRepository,
    owners: MachineOwners,
  ) {
    owners.fill(this);
  }

  ownersIn(tx: OrgTx, scope: OrgScope, ids: readonly MachineId[]): Promise<ReadonlyMap<MachineId, PersonId>> {
    return this.machines.ownersOf(tx, scope, ids);
  }
}
