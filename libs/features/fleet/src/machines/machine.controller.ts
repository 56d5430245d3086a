import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { MachineId, RequestContext } from '#kernel';
import { Ctx, Describe, parsed, Requires } from '#platform/http';
import {
  type MachinePage,
  machinePage,
  type MachineParams,
  machineParams,
  type MachinesQuery,
  machinesQuery,
  type MachineView,
  machineView,
  type RevokeBody,
  revokeBody,
  toMachineView,
} from './machine.schema.js';
import { MachineService } from './machine.service.js';
import { RevocationService } from './revocation.service.js';

const tag = 'Machines';

@Controller('api/v1/machines')
export class MachineController {
  constructor(
    private readonly machines: MachineService,
    private readonly revocations: RevocationService,
  ) {}

  @Get()
  @Requires('machine:read', { inTeams: true })
  @Describe({ summary: 'List the machines, newest first', tag, response: machinePage })
  async list(@Ctx() ctx: RequestContext, @Query(parsed(machinesQuery)) query: MachinesQuery): Promise<MachinePage> {
    const { q, status, cursor, limit } = query;
    const search = { q: q ?? null, status: status ?? null, before: (cursor ?? null) as MachineId | null, limit };
    const machines = await this.machines.list(ctx, search);
    return {
      items: machines.map((machine) => toMachineView(machine, ctx.now)),
      nextCursor: machines.length === limit ? (machines.at(-1)?.id ?? null) : null,
    };
  }

  @Get(':id')
  @Requires('machine:read', { inTeams: true })
  @Describe({ summary: 'Show one machine', tag, response: machineView })
  async get(@Ctx() ctx: RequestContext, @Param(parsed(machineParams)) { id }: MachineParams): Promise<MachineView> {
    return toMachineView(await this.machines.get(ctx, id as MachineId), ctx.now);
  }

  @Post(':id/revoke')
  @HttpCode(204)
  @Requires('machine:revoke', { inTeams: true })
  @Describe({ summary: 'Take a machine out of the fleet: its credentials and its stream end', tag, response: null })
  async revoke(
    @Ctx() ctx: RequestContext,
    @Param(parsed(machineParams)) { id }: MachineParams,
    @Body(parsed(revokeBody)) { reason }: RevokeBody,
  ): Promise<void> {
    await this.revocations.revoke(ctx, { id: id as MachineId, reason });
  }
}
