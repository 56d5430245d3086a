import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { compilePolicy } from '#engines/policy';
import { checkedPolicy } from '#features/policies';
import type { RequestContext } from '#kernel';
import { HotPath } from '#platform/database';
import type { EntryPlace } from '../entries/audit-entry.js';
import { EntryService } from '../entries/entry.service.js';
import type { Simulation, SimulationOrder } from './simulation.js';
import { type DecidedCall, SimulationReader } from './simulation.reader.js';
import { answerOf, replayableOf, SimulationTally } from './simulation.rules.js';

/** So many are read and decided at once; others have their turn in between. */
const AT_ONCE = 100;

@Injectable()
export class SimulationService {
  constructor(
    private readonly hot: HotPath,
    private readonly calls: SimulationReader,
    private readonly entries: EntryService,
  ) {}

  /**
   * Asks a draft what it would have answered to the latest recorded calls. Publishes nothing, and records nothing.
   * @throws PolicyInvalid
   */
  async simulate(ctx: RequestContext, order: SimulationOrder): Promise<Simulation> {
    const policy = compilePolicy(checkedPolicy(order.text, order.format).document);
    const tally = new SimulationTally();
    let after: EntryPlace | null = null;
    for (let looked = 0; looked < order.most; looked += AT_ONCE) {
      const limit = Math.min(AT_ONCE, order.most - looked);
      const page = await this.page(ctx, { from: order.from, agent: order.agent, after }, limit);
      for (const call of page) {
        const { content } = await this.entries.contentOf(ctx, call);
        const replayable = content === null ? null : replayableOf(call.event, content);
        if (replayable === null) tally.unknown();
        else tally.add(call.event, replayable.was, answerOf(policy, replayable));
      }
      if (page.length < limit) break;
      after = page.at(-1)?.place ?? null;
      await setImmediate();
    }
    return tally.result();
  }

  private page(
    ctx: RequestContext,
    range: Parameters<SimulationReader['page']>[2],
    limit: number,
  ): Promise<readonly DecidedCall[]> {
    return this.hot.within(ctx, (tx) => this.calls.page(tx, ctx, range, limit));
  }
}
