import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DSSE_MEDIA_TYPE } from '#contracts';
import type { MachineId, RequestContext } from '#kernel';
import { answering, Entrance, type HotDoor, HotRoute, NotPermitted } from '#platform/http';
import { Log } from '#platform/observability';
import { ShadowIssues } from './shadow-issue.service.js';

const PATH = '/agent/v1/shadow';
const CACHING = { 'cache-control': 'private, no-cache', vary: 'authorization' } as const;

/** GET /agent/v1/shadow: the draft that the calling machine is to watch; 204 when it is none. */
@Injectable()
export class ShadowRoute extends HotRoute {
  readonly doors: readonly HotDoor[] = [
    {
      method: 'GET',
      path: PATH,
      requires: { permission: 'machine:sync' },
      summary: 'Fetch the draft that the calling machine watches in shadow',
      tag: 'Machines',
    },
  ];

  constructor(
    private readonly entrance: Entrance,
    private readonly issues: ShadowIssues,
    private readonly log: Log,
  ) {
    super();
  }

  register(fastify: FastifyInstance): void {
    fastify.get(
      PATH,
      answering(this.log, (request, reply) => this.answer(request, reply)),
    );
  }

  private async answer(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const ctx = await this.entrance.admit(request, 'machine:sync');
    const issue = await this.issues.for(ctx.orgId, machineOf(ctx));
    if (issue === null) return reply.code(204).headers(CACHING).send();
    void reply.headers({ ...CACHING, etag: issue.etag });
    if (request.headers['if-none-match'] === issue.etag) return reply.code(304).send();
    return reply.header('content-type', DSSE_MEDIA_TYPE).send(issue.body);
  }
}

export function machineOf({ principal }: Pick<RequestContext, 'principal'>): MachineId {
  if (principal.kind !== 'machine') throw new NotPermitted('Only an enrolled machine watches a draft.');
  return principal.id as MachineId;
}
