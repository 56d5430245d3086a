import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { MachineId, RequestContext } from '#kernel';
import { MachineNotFound, MachineService } from '#features/fleet';
import type { Reporter } from './record.js';

/** A machine's person changes when somebody else logs in on it: events may carry the former's name for this long. */
const HOLD_MS = 60_000;
const MOST_MACHINES = 100_000;

/** Whose machine it is that reports. */
@Injectable()
export class Reporters {
  private readonly known = new LRUCache<string, Reporter>({ max: MOST_MACHINES, ttl: HOLD_MS });

  constructor(private readonly machines: MachineService) {}

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
    try {
      const { hostname, person } = await this.machines.get(ctx, id as MachineId);
      return { machine: { id, label: hostname }, person };
    } catch (error) {
      // Its token is good, so its events are evidence, also while its row cannot be found.
      if (error instanceof MachineNotFound) return { machine: { id, label }, person: null };
      throw error;
    }
  }
}
