import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DSSE_MEDIA_TYPE } from '#contracts';
import type { MachineId, RequestContext } from '#kernel';
import {
  answering,
  Entrance,
  type HotDoor,
  HotRoute,
  NotPermitted,
  type RequestHead,
  type SwiftAnswer,
} from '#platform/http';
import { Log } from '#platform/observability';
import { PolicyNone } from '../versions/version.errors.js';
import { BundleService } from './bundle.service.js';
import type { Coding } from './envelope-shelf.js';
import type { Issue } from './issue.js';

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

  override readonly swift = [{ path: PATH, answer: (head: RequestHead) => this.answerFromMemory(head) }];

  /** Headers as the swift lane takes them, names and values by turns: made once for each issue and coding. */
  private readonly lists = new WeakMap<Issue, Map<Coding | 'unchanged', readonly string[]>>();

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
    const machineId = machineOf(ctx);
    const issue = this.bundles.peek(ctx.orgId, machineId) ?? (await this.bundles.issue(ctx.orgId, machineId));
    if (issue === null) throw new PolicyNone('No policy has been published for this machine yet.');
    const coding = codingFor(request.headers['accept-encoding']);
    if (isHeld(request.headers['if-none-match'], issue.etag)) return reply.code(304).headers(unchanged(issue)).send();
    void reply.headers(changed(issue, coding));
    return reply.send(await this.bundles.envelope(issue, machineId, coding));
  }

  /** The same, where the caller, her policy and her envelope are all in memory. */
  private answerFromMemory(head: RequestHead): SwiftAnswer | null {
    const caller = this.entrance.recognise(head, 'machine:sync');
    if (caller === null) return null;
    const machineId = machineOf(caller);
    const issue = this.bundles.peek(caller.orgId, machineId);
    if (issue === null || issue === undefined) return null;
    if (isHeld(head.headers['if-none-match'], issue.etag))
      return { status: 304, headers: this.listed(issue, 'unchanged') };
    const coding = codingFor(head.headers['accept-encoding']);
    const body = this.bundles.envelope(issue, machineId, coding);
    return body instanceof Promise ? null : { status: 200, headers: this.listed(issue, coding), body };
  }

  private listed(issue: Issue, of: Coding | 'unchanged'): readonly string[] {
    const known = this.lists.get(issue) ?? new Map<Coding | 'unchanged', readonly string[]>();
    this.lists.set(issue, known);
    const list = known.get(of) ?? Object.entries(of === 'unchanged' ? unchanged(issue) : changed(issue, of)).flat();
    known.set(of, list);
    return list;
  }
}

const unchanged = ({ etag }: Issue): Record<string, string> => ({ ...CACHING, etag });

const changed = ({ etag }: Issue, coding: Coding): Record<string, string> => ({
  ...CACHING,
  etag: tagIn(coding, etag),
  'content-type': DSSE_MEDIA_TYPE,
  ...(coding !== 'identity' && { 'content-encoding': coding }),
});

function machineOf({ principal }: Pick<RequestContext, 'principal'>): MachineId {
  if (principal.kind !== 'machine')
    throw new NotPermitted('Only an enrolled machine has a bundle. Run "castellan login" on it.');
  return principal.id as MachineId;
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
