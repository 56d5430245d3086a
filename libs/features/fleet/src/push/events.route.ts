import type { OutgoingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { MachineId } from '#kernel';
import { answering, Entrance, type HotDoor, HotRoute, NotPermitted } from '#platform/http';
import { Log } from '#platform/observability';
import { MachineStream } from './machine-stream.js';
import { PushService } from './push.service.js';

const PATH = '/agent/v1/events';
/** A machine that lost its stream comes back after this, give or take half: not all in the same moment. */
const COME_BACK_MS = 4_000;

/** GET /agent/v1/events: the stream on which a machine hears of changes. */
@Injectable()
export class EventsRoute extends HotRoute {
  readonly doors: readonly HotDoor[] = [
    {
      method: 'GET',
      path: PATH,
      requires: { permission: 'machine:sync' },
      summary: 'Hear of policy changes (server-sent events)',
      tag: 'Machines',
    },
  ];

  constructor(
    private readonly entrance: Entrance,
    private readonly push: PushService,
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

  private async answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { orgId, principal } = await this.entrance.admit(request, 'machine:sync');
    if (principal.kind !== 'machine')
      throw new NotPermitted('Only an enrolled machine has an event stream. Run "castellan login" on it.');
    this.push.checkRoom();
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      ...(reply.getHeaders() as OutgoingHttpHeaders),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    raw.write(`retry: ${Math.round(COME_BACK_MS * (0.5 + Math.random()))}\n\n`);
    const { 'last-event-id': told } = request.headers;
    await this.push.open(
      new MachineStream(orgId, principal.id as MachineId, raw, typeof told === 'string' ? told : null),
    );
    return reply;
  }
}
