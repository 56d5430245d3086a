import { Injectable } from '@nestjs/common';
import { BundleKeyService } from '#features/policies';
import { type MachineId, newId, type RequestContext } from '#kernel';
import type { OrgTx } from '#platform/database';
import { Ledger } from '#platform/trail';
import { FleetRecord } from '../machines/fleet-record.js';
import type { EnrolmentTokenId, Machine, MachineFacts } from '../machines/machine.js';
import { MachineRevoked } from '../machines/machine.errors.js';
import { MachineRepository, type NewMachine } from '../machines/machine.repository.js';
import type { MachineTrust } from './enrolment.js';

/** Who stands at the door: facts as told, the key as proven, the person or token as known. */
export interface Applicant {
  readonly facts: MachineFacts;
  readonly keyThumbprint: string;
  readonly person: Machine['person'];
  readonly enrolmentTokenId: EnrolmentTokenId | null;
}

export interface Admitted {
  readonly machineId: MachineId;
  /** That the org knew the key already. */
  readonly isKnown: boolean;
}

/** Lets a machine into an org: the part that both ways of enrolling share. */
@Injectable()
export class Admission {
  constructor(
    private readonly machines: MachineRepository,
    private readonly record: FleetRecord,
    private readonly bundleKeys: BundleKeyService,
    private readonly ledger: Ledger,
  ) {}

  /**
   * The machine of the applicant's key: new, or as it was with what it now says of itself.
   * @throws MachineRevoked for a key whose machine was taken out
   */
  async admitIn(tx: OrgTx, ctx: RequestContext, applicant: Applicant): Promise<Admitted> {
    const { facts, person, enrolmentTokenId, keyThumbprint } = applicant;
    const machine: NewMachine = { ...facts, id: newId<'Machine'>(ctx.now), keyThumbprint, person, enrolmentTokenId };
    if (await this.machines.insert(tx, ctx, machine, ctx.now)) return { machineId: machine.id, isKnown: false };
    const known = await this.machines.findByKey(tx, ctx, keyThumbprint);
    if (known === null || known.revokedAt !== null) {
      throw new MachineRevoked(
        'This machine was taken out of the fleet, and its key with it. "castellan logout", then "castellan login", makes it a new one.',
      );
    }
    await this.machines.renew(tx, ctx, { ...machine, id: known.id }, ctx.now);
    return { machineId: known.id, isKnown: true };
  }

  /** The last step in the transaction: the ledger has it, and the machine learns whom to believe. */
  async completeIn(
    tx: OrgTx,
    ctx: RequestContext,
    { machineId, isKnown }: Admitted,
    { facts, enrolmentTokenId }: Applicant,
  ): Promise<MachineTrust> {
    const keys = await this.bundleKeys.trustIn(tx, ctx);
    const how = { again: isKnown, by: enrolmentTokenId === null ? 'person' : 'token' } as const;
    await this.record.enrolledIn(tx, ctx, { id: machineId, hostname: facts.hostname }, how);
    return { keys, ledgerKey: await this.ledger.publicKey(tx, ctx.orgId) };
  }
}
