import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, parsed, Requires } from '#platform/http';
import {
  type SimulationBody,
  simulationBody,
  type SimulationView,
  simulationView,
  toOrder,
  toView,
} from './simulation.schema.js';
import { SimulationService } from './simulation.service.js';

/** Behind the right to read the ledger: what a draft says of a call tells something of the call. */
@Controller('api/v1/audit/simulations')
export class SimulationController {
  constructor(private readonly simulations: SimulationService) {}

  @Post()
  @HttpCode(200)
  @Requires('audit:read')
  @Describe({
    summary: 'Ask a draft of the policy what it would have answered to recorded calls',
    tag: 'Policies',
    response: simulationView,
    status: 200,
  })
  async simulate(
    @Ctx() ctx: RequestContext,
    @Body(parsed(simulationBody)) body: SimulationBody,
  ): Promise<SimulationView> {
    return toView(await this.simulations.simulate(ctx, toOrder(body, ctx.now)));
  }
}
