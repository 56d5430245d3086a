import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { MachineId, RequestContext } from '#kernel';
import { HotPath } from '#platform/database';
import { NotPermitted } from '#platform/http';
import type { Heartbeat } from './machine.js';
import { MachineRevoked } from './machine.errors.js';
import { MachineRepository } from './machine.repository.js';

/** A machine that says the same again within this is believed without a write. */
const WRITE_AT_MOST_EVERY_MS = 30_000;
const MOST_REMEMBERED = 100_000;

interface Written {
  readonly at: number;
  readonly said: string;
}

/** Takes what machines report of themselves. */
@Injectable()
export class HeartbeatService {
  private readonly written = new LRUCache<MachineId, Written>({ max: MOST_REMEMBERED });

  constructor(
    private readonly hot: HotPath,
    private readonly machines: MachineRepository,
  ) {}

  /** @throws NotPermitted for whoever is no machine, MachineRevoked */
  async beat(ctx: RequestContext, heartbeat: Heartbeat): Promise<void> {
    const { principal, now } = ctx;
    if (principal.kind !== 'machine') throw new NotPermitted('Only an enrolled machine has a heartbeat.');
    const id = principal.id as MachineId;
    const said = createHash('sha256').update(JSON.stringify(heartbeat)).digest('base64');
    const last = this.written.get(id);
    if (last?.said === said && now.getTime() - last.at < WRITE_AT_MOST_EVERY_MS) return;
    const isKnown = await this.hot.within(ctx, (tx) => this.machines.report(tx, ctx, { id, now, heartbeat }));
    if (!isKnown)
      throw new MachineRevoked(
        'This machine was taken out of the fleet. Ask your security team; "castellan login" enrols it anew.',
      );
    this.written.set(id, { at: now.getTime(), said });
  }
}
