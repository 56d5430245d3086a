import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { personOf } from '#features/identity';
import { orgName, orgSlug } from '#features/tenancy';
import { Clock } from '#kernel';
import { type Authenticated, Caller, Describe, parsed, SignedIn } from '#platform/http';
import { FurtherOrgService } from './further-org.service.js';

const newOrgBody = z.strictObject({ name: orgName, slug: orgSlug });
const newOrgView = z.object({ id: z.uuid(), slug: z.string(), name: z.string(), createdAt: z.iso.datetime() });

@Controller('api/v1/orgs')
export class FurtherOrgController {
  constructor(
    private readonly orgs: FurtherOrgService,
    private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(201)
  @SignedIn('Whoever founds an organisation owns it, and it sees nothing of any other.')
  @Describe({ summary: 'Found a further organisation', tag: 'Organisation', response: newOrgView, status: 201 })
  async found(
    @Caller() caller: Authenticated,
    @Req() request: FastifyRequest,
    @Body(parsed(newOrgBody)) body: z.infer<typeof newOrgBody>,
  ): Promise<z.infer<typeof newOrgView>> {
    const org = await this.orgs.found(personOf(caller).personId, body, {
      now: this.clock.now(),
      requestId: request.id,
    });
    return { ...org, createdAt: org.createdAt.toISOString() };
  }
}
