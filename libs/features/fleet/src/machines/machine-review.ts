import { Injectable } from '@nestjs/common';
import {
  type FoundItem,
  type ReviewableKind,
  type ReviewGround,
  type ReviewItem,
  ReviewKinds,
  type ReviewScope,
} from '#features/access';
import { MachineCredentials } from '#features/identity';
import type { MachineId, RequestContext } from '#kernel';
import type { OrgTx } from '#platform/database';
import { FleetRecord } from './fleet-record.js';
import { MachineReader } from './machine.reader.js';
import { MachineRepository } from './machine.repository.js';

/** Machines of the fleet, as an access review asks about them. */
@Injectable()
export class MachineReview implements ReviewableKind {
  readonly kind = 'machine';
  readonly needs = 'machine:revoke';

  // eslint-disable-next-line max-params -- a machine is found, its credentials end, and that is told
  constructor(
    private readonly reader: MachineReader,
    private readonly machines: MachineRepository,
    private readonly credentials: MachineCredentials,
    private readonly record: FleetRecord,
    kinds: ReviewKinds,
  ) {
    kinds.add(this);
  }

  async itemsIn({ org, ctx }: ReviewGround, { teamId }: ReviewScope, limit: number): Promise<readonly FoundItem[]> {
    const found = await this.reader.standing(org, { ...ctx, ...(teamId !== null && { teams: [teamId] }) }, limit);
    return found.map(({ id, hostname, os, person }) => ({
      kind: 'machine',
      targetId: id,
      subjectKind: person === null ? null : 'person',
      subjectId: person?.id ?? null,
      subjectLabel: person?.label ?? 'nobody',
      what: hostname,
      place: os,
    }));
  }

  async revokeIn(tx: OrgTx, ctx: RequestContext, item: ReviewItem, reason: string): Promise<boolean> {
    const id = item.targetId as MachineId;
    const machine = await this.machines.find(tx, ctx, id);
    if (machine === null || !(await this.machines.revoke(tx, ctx, { id, reason, now: ctx.now }))) return false;
    await this.credentials.revokeAll(tx, ctx, id);
    await this.record.revokedIn(tx, ctx, { machine, reason });
    return true;
  }
}
