import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { ChangeSignal, type OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import { MACHINE_REVOKED } from '../fleet.events.js';
import type { Machine } from './machine.js';

type Named = Pick<Machine, 'id' | 'hostname'>;

/** Tells the ledger, and where it matters every process, what happens to machines, in the transaction in which it happens. */
@Injectable()
export class FleetRecord {
  constructor(
    private readonly signal: ChangeSignal,
    private readonly trail: Trail,
  ) {}

  async enrolledIn(
    tx: OrgTx,
    ctx: RequestContext,
    machine: Named,
    how: { again: boolean; by: 'person' | 'token' },
  ): Promise<void> {
    await this.trail.record(tx, ctx, {
      action: how.again ? 'machine.enrolled_again' : 'machine.enrolled',
      target: targetOf(machine),
      facts: { by: how.by },
    });
  }

  async revokedIn(
    tx: OrgTx,
    ctx: RequestContext,
    { machine, reason }: { machine: Named; reason: string },
  ): Promise<void> {
    await this.signal.notify(tx, { topic: MACHINE_REVOKED, orgId: ctx.orgId, id: machine.id });
    await this.trail.record(tx, ctx, { action: 'machine.revoked', target: targetOf(machine), reason });
  }
}

const targetOf = ({ id, hostname }: Named) => ({ kind: 'machine', id, label: hostname });
