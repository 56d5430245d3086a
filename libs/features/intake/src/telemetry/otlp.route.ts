import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext } from '#kernel';
import {
  countItems,
  type OtlpAnswer,
  type OtlpEncoding,
  otlpPartialSuccess,
  type OtlpSignal,
  otlpSuccess,
  readLogs,
} from '#engines/otlp';
import { Entrance, type HotDoor, HotRoute } from '#platform/http';
import { IntakeService } from '../records/intake.service.js';
import { MachineRate } from '../records/machine-rate.js';
import { WANTED } from '../records/record.rules.js';
import { TelemetryFigures } from './telemetry-figures.js';
import { encodingOf, inflated, LARGEST_BODY_BYTES } from './otlp-body.js';
import { otlpProblem } from './otlp-problem.js';

const SIGNALS: readonly OtlpSignal[] = ['logs', 'metrics', 'traces'];
const SUMMARIES: Readonly<Record<OtlpSignal, string>> = {
  logs: 'Take audit events as OTLP logs; success means committed to the ledger',
  metrics: 'Count OTLP metrics',
  traces: 'Count OTLP spans',
};

/** Telemetry in: OTLP/HTTP with protobuf or JSON, as it is or compressed with gzip or zstd. */
@Injectable()
export class OtlpRoute extends HotRoute {
  override readonly doors: readonly HotDoor[] = SIGNALS.map((signal) => ({
    method: 'POST',
    path: `/otlp/v1/${signal}`,
    requires: { permission: 'event:append' },
    summary: SUMMARIES[signal],
    tag: 'Telemetry',
  }));
  private readonly callers = new WeakMap<FastifyRequest, RequestContext>();

  constructor(
    private readonly entrance: Entrance,
    private readonly intake: IntakeService,
    private readonly rate: MachineRate,
    private readonly figures: TelemetryFigures,
  ) {
    super();
  }

  override register(fastify: FastifyInstance): void {
    // A scope of its own: bodies come as bytes here, and errors go in OTLP's shape.
    void fastify.register((scope, _options, done) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: LARGEST_BODY_BYTES }, (_request, body, parsed) =>
        parsed(null, body),
      );
      // Before the body is read: a stranger's megabytes are not taken in.
      scope.addHook('onRequest', async (request) => {
        this.callers.set(request, await this.entrance.admit(request, 'event:append'));
      });
      scope.setErrorHandler((error, request, reply) => this.fail(error, request, reply));
      for (const signal of SIGNALS) {
        scope.post(`/otlp/v1/${signal}`, (request, reply) => this.take(signal, request, reply));
      }
      done();
    });
  }

  private async take(signal: OtlpSignal, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const ctx = this.callers.get(request);
    if (ctx === undefined) throw new Error('A request came past the entrance.');
    const encoding = encodingOf(request.headers['content-type']);
    const body = await inflated(
      Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      request.headers['content-encoding'],
    );
    const answer = signal === 'logs' ? await this.takeLogs(ctx, body, encoding) : this.count(signal, body, encoding);
    return reply.status(200).header('content-type', answer.contentType).send(answer.body);
  }

  private async takeLogs(ctx: RequestContext, body: Buffer, encoding: OtlpEncoding): Promise<OtlpAnswer> {
    const records = readLogs(body, encoding, WANTED);
    await this.rate.take(ctx.principal.id, records.length);
    const { taken, refused, sentence } = await this.intake.take(ctx, records, body.length);
    this.figures.events(taken, refused);
    if (refused === 0) return otlpSuccess(encoding);
    return otlpPartialSuccess(encoding, 'logs', {
      count: refused,
      sentence: `${refused} of ${records.length} records are no events and were not taken: ${sentence ?? ''} Do not send them again as they are.`,
    });
  }

  /** Metrics and traces are read and counted, and not kept: what must be kept is an event. */
  private count(signal: OtlpSignal, body: Buffer, encoding: OtlpEncoding): OtlpAnswer {
    this.figures.counted(signal, countItems(body, encoding, signal));
    return otlpSuccess(encoding);
  }

  private fail(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const isJson = request.headers['content-type']?.includes('json') === true;
    const failure = otlpProblem(error, isJson ? 'json' : 'protobuf', request.id);
    this.figures.failed(error, { requestId: request.id, status: failure.status });
    if (failure.retryAfterSeconds !== null) void reply.header('retry-after', String(failure.retryAfterSeconds));
    if (failure.status === 401) void reply.header('www-authenticate', 'DPoP algs="ES256 EdDSA", Bearer');
    void reply.status(failure.status).header('content-type', failure.contentType).send(failure.body);
  }
}
