import type { OutgoingHttpHeaders } from 'node:http';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ROLES_CHANGED } from '#features/access';
import { CALLER_CHANGED, CREDENTIAL_ENDED } from '#features/identity';
import type { OrgId } from '#kernel';
import { ChangeSignal } from '#platform/database';
import { answering, Entrance, type HotDoor, HotRoute } from '#platform/http';
import { Log } from '#platform/observability';
import { EntryService } from './entry.service.js';
import { LedgerGrowth } from './ledger-growth.js';
import { Tail } from './tail.js';

const PATH = '/api/v1/audit/stream';
const BEAT_MS = 20_000;

/** The live tail: every new entry as a server-sent event. A reader that comes back names the last one it has. */
@Injectable()
export class StreamRoute extends HotRoute implements OnModuleDestroy {
  override readonly doors: readonly HotDoor[] = [
    {
      method: 'GET',
      path: PATH,
      requires: { permission: 'audit:read' },
      summary: 'Follow the audit ledger as it grows',
      tag: 'Audit',
    },
  ];
  private readonly closers = new Set<() => void>();
  /** Looks again, for each reader, whether she may still read. */
  private readonly checks = new Set<() => void>();
  private readonly stopHearing: readonly (() => void)[];

  // eslint-disable-next-line max-params -- a stream has a door, a source, a clock of growth, and somebody who shows readers out
  constructor(
    private readonly entrance: Entrance,
    private readonly entries: EntryService,
    private readonly growth: LedgerGrowth,
    private readonly log: Log,
    signal: ChangeSignal,
  ) {
    super();
    // After whoever remembers callers and roles has heard of it too.
    const checkAll = (): void => void setImmediate(() => this.checks.forEach((check) => check()));
    this.stopHearing = [CREDENTIAL_ENDED, CALLER_CHANGED, ROLES_CHANGED].map((topic) => signal.on(topic, checkAll));
  }

  override register(fastify: FastifyInstance): void {
    fastify.get(
      PATH,
      answering(this.log, (request, reply) => this.open(request, reply)),
    );
    // Streams never end by themselves: a server that closes would wait for them.
    fastify.addHook('preClose', (done) => {
      this.onModuleDestroy();
      done();
    });
  }

  onModuleDestroy(): void {
    for (const stop of this.stopHearing) stop();
    for (const close of this.closers) close();
  }

  private async open(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const ctx = await this.entrance.admit(request, 'audit:read');
    const size = await this.growth.sizeOf(ctx);
    void reply.hijack();
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as OutgoingHttpHeaders),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const from = nextIndex(request.headers['last-event-id'], size);
    const tail = new Tail(reply.raw, from, (next, limit) => this.entries.following(ctx, next, limit));
    reply.raw.write('retry: 2000\n\n');
    this.keep(ctx.orgId, tail, { request, reply });
    tail.grewTo(size);
    return reply;
  }

  private keep(orgId: OrgId, tail: Tail, { request, reply }: { request: FastifyRequest; reply: FastifyReply }): void {
    const stop = this.growth.follow(orgId, (size) => tail.grewTo(size));
    const check = (): void => void this.check(request, tail);
    const timer = setInterval(() => {
      tail.beat();
      check();
    }, BEAT_MS).unref();
    const close = (): void => tail.end();
    this.closers.add(close);
    this.checks.add(check);
    reply.raw.once('close', () => {
      stop();
      clearInterval(timer);
      this.closers.delete(close);
      this.checks.delete(check);
    });
  }

  /** Whoever has signed out, was suspended or may no longer read is shown out. */
  private async check(request: FastifyRequest, tail: Tail): Promise<void> {
    try {
      await this.entrance.admit(request, 'audit:read');
    } catch {
      tail.end();
    }
  }
}

function nextIndex(lastEventId: string | string[] | undefined, size: number): number {
  const last = typeof lastEventId === 'string' && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : size - 1;
  return Math.min(last + 1, size);
}
