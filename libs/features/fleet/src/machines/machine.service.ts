import { Injectable } from '@nestjs/common';
import type { MachineId, RequestContext } from '#kernel';
import { OrgDatabase } from '#platform/database';
import type { Machine } from './machine.js';
import { MachineNotFound } from './machine.errors.js';
import { type MachineCounts, MachineReader, type MachineSearch } from './machine.reader.js';
import { MachineRepository } from './machine.repository.js';

/** Looks at the fleet of an org. */
@Injectable()
export class MachineService {
  constructor(
    private readonly db: OrgDatabase,
    private readonly machines: MachineRepository,
    private readonly reader: MachineReader,
  ) {}

  /** Newest first. */
  list(ctx: RequestContext, search: MachineSearch): Promise<readonly Machine[]> {
    return this.db.within(ctx, (tx) => this.reader.page(tx, ctx, search));
  }

  counts(ctx: RequestContext): Promise<MachineCounts> {
    return this.db.within(ctx, (tx) => this.reader.counts(tx, ctx));
  }

  /** @throws MachineNotFound */
  get(ctx: RequestContext, id: MachineId): Promise<Machine> {
    return this.db.within(ctx, async (tx) => {
      const machine = await this.machines.find(tx, ctx, id);
      if (machine === null) throw new MachineNotFound(`There is no machine ${id} in this organisation.`);
      return machine;
    });
  }
}
