import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { waiver } from '#contracts';
import type { MachineId, RequestContext } from '#kernel';
import { Ctx, Describe, parsed, Requires } from '#platform/http';
import type { AppliedPolicy } from './applied-policy.js';
import { AppliedPolicyService } from './applied-policy.service.js';

const tag = 'Policy layers';

const mineQuery = z.strictObject({ project: z.uuid().optional() });
const appliedQuery = mineQuery.extend({ person: z.uuid().optional(), machine: z.uuid().optional() });

const appliedView = z.object({
  policyVersion: z.int(),
  mayLoosen: z.boolean().nullable().describe('Whether the project may be milder to her than what holds anyway'),
  layers: z.array(
    z.object({
      kind: z.enum(['org', 'team', 'group', 'project', 'castellan']),
      id: z.string(),
      name: z.string(),
      version: z.int().nullable(),
    }),
  ),
  values: z.array(z.object({ setting: z.string(), value: z.unknown(), layer: z.int() })),
  rules: z.array(z.object({ section: z.string(), id: z.string(), effect: z.string(), layer: z.int() })),
  locks: z.array(z.object({ what: z.string(), layer: z.int() })),
  refused: z.array(z.object({ what: z.string(), layer: z.int(), lockedBy: z.int() })),
  waivers: z.array(
    waiver.pick({ id: true, rules: true, effect: true, expires: true, from: true, reason: true, approvedBy: true }),
  ),
  document: z.looseObject({}).describe('The resolved policy'),
});
type AppliedView = z.infer<typeof appliedView>;

@Controller('api/v1/policy/applied')
export class AppliedPolicyController {
  constructor(private readonly applied: AppliedPolicyService) {}

  @Get()
  @Requires('member:read')
  @Describe({
    summary: 'Show what applies to a person or a machine, and which layer each part comes from',
    tag,
    response: appliedView,
  })
  async of(
    @Ctx() ctx: RequestContext,
    @Query(parsed(appliedQuery)) { person, machine, project }: z.infer<typeof appliedQuery>,
  ): Promise<AppliedView> {
    const machineId = (machine ?? null) as MachineId | null;
    return toView(await this.applied.of(ctx, { personId: person ?? null, machineId, projectId: project ?? null }));
  }

  @Get('mine')
  @Requires('policy:read')
  @Describe({ summary: 'Show what applies to you, and which layer each part comes from', tag, response: appliedView })
  async mine(
    @Ctx() ctx: RequestContext,
    @Query(parsed(mineQuery)) { project }: z.infer<typeof mineQuery>,
  ): Promise<AppliedView> {
    const personId = ctx.principal.kind === 'person' ? ctx.principal.id : null;
    return toView(await this.applied.of(ctx, { personId, machineId: null, projectId: project ?? null }));
  }
}

function toView({ document, ...applied }: AppliedPolicy): AppliedView {
  const { resolution, ...rest } = document;
  const waivers = (resolution?.waivers ?? []).map(({ subject: _subject, bounds: _bounds, ...told }) => told);
  return {
    policyVersion: applied.policyVersion,
    mayLoosen: applied.mayLoosen,
    layers: applied.layers.map((layer) => ({ ...layer })),
    values: applied.values.map((value) => ({ ...value })),
    rules: applied.rules.map((rule) => ({ ...rule })),
    locks: resolution?.locks.map((lock) => ({ ...lock })) ?? [],
    refused: resolution?.refused.map((one) => ({ ...one })) ?? [],
    waivers,
    document: rest,
  };
}
