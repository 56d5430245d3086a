import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DSSE_MEDIA_TYPE } from '#contracts';
import type { MachineId, RequestContext } from '#kernel';
import { answering, Entrance, type HotDoor, HotRoute, NotPermitted } from '#platform/http';
import { Log } from '#platform/observability';
import { PolicyNone } from '../versions/version.errors.js';
import { BundleService } from './bundle.service.js';
import type { Coding } from './envelope-shelf.js';

const PATH = '/agent/v1/bundle';
/** Kept by the machine itself alone, and asked about each time; what it may hold depends on who asks and in which coding. */
const CACHING = { 'cache-control': 'private, no-cache', vary: 'authorization, accept-encoding' } as const;

/** GET /agent/v1/bundle: what a machine obeys, or that it has that already. */
@Injectable()
export class BundleRoute extends HotRoute {
  readonly doors: readonly HotDoor[] = [
    {
      method: 'GET',
      path: PATH,
      requires: { permission: 'machine:sync' },
      summary: 'Fetch the signed policy bundle of the calling machine',
      tag: 'Machines',
    },
  ];

  constructor(
    private readonly entrance: Entrance,
    private readonly bundles: BundleService,
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
    const { orgId } = ctx;
    const issue = this.bundles.peek(orgId) ?? (await this.bundles.issue(orgId));
    if (issue === null) throw new PolicyNone('No policy has been published for this machine yet.');
    const coding = codingFor(request.headers['accept-encoding']);
    void reply.headers(CACHING);
    if (isHeld(request.headers['if-none-match'], issue.etag)) return reply.code(304).header('etag', issue.etag).send();
    void reply.header('etag', tagIn(coding, issue.etag)).header('content-type', DSSE_MEDIA_TYPE);
    if (coding !== 'identity') void reply.header('content-encoding', coding);
    return reply.send(await this.bundles.envelope(issue, machineOf(ctx), coding));
  }
}

function machineOf({ principal }: RequestContext): MachineId {
  if (principal.kind !== 'machine')
    throw new NotPermitted('Only an enrolled machine has a bundle. Run "castellan login" on it.');
  return principal.id as string as MachineId;
}

function codingFor(accepted: string | string[] | undefined): Coding {
  if (typeof accepted !== 'string') return 'identity';
  if (/\bzstd\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/.test(accepted)) return 'zstd';
  return /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/.test(accepted) ? 'gzip' : 'identity';
}

/** RFC 9110 section 8.8.3.3: another coding is another representation, so its strong tag is another too. */
const tagIn = (coding: Coding, etag: string): string =>
  coding === 'identity' ? etag : `${etag.slice(0, -1)}.${coding}"`;

/** RFC 9110 section 13.1.2, for one tag or a list: compared weakly, whatever coding the machine has. */
function isHeld(held: string | undefined, etag: string): boolean {
  if (held === undefined) return false;
  if (held === etag || held === '*') return true;
  const core = etag.slice(0, -1);
  return held.split(',').some((tag) => {
    const strong = tag.trim().replace(/^W\//, '');
    return strong === etag || strong === `${core}.gzip"` || strong === `${core}.zstd"`;
  });
}
