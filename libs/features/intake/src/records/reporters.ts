import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { MachineId, RequestContext } from '#kernel';
import { MachineRepository } from '#features/fleet';
import { OrgDatabase } from '#platform/database';
import type { Reporter } from './record.js';

/** A machine's person changes when somebody else logs in on it: events may carry the former's name for this long. */
const HOLD_MS = 60_000;
const MOST_MACHINES = 100_000;

/** Whose machine it is that reports. */
@Injectable()
export class Reporters {
  private readonly known = new LRUCache<string, Reporter>({ max: MOST_MACHINES, ttl: HOLD_MS });

  constructor(
    private readonly db: OrgDatabase,
    private readonly machines: MachineRepository,
  ) {}

  async of(ctx: RequestContext): Promise<Reporter> {
    const key = `${ctx.orgId}/${ctx.principal.id}`;
    const held = this.known.get(key);
    if (held) return held;
    const reporter = await this.look(ctx);
    this.known.set(key, reporter);
    return reporter;
  }

  private async look(ctx: RequestContext): Promise<Reporter> {
    const { kind, id, label } = ctx.principal;
    if (kind !== 'machine') return { machine: { id, label }, person: null };
    const machine = await this.db.within(ctx, (tx) => this.machines.find(tx, ctx, id as string as MachineId));
    return { machine: { id, label: machine?.hostname ?? label }, person: machine?.person ?? null };
  }
}
