import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LARGEST_BODY } from '#engines/scim';
import { type HotDoor, HotRoute, RequestRates } from '#platform/http';
import { Log } from '#platform/observability';
import { DirectoryCallers } from '../directories/directory-callers.js';
import type { DirectoryContext } from '../directories/directory.js';
import type { LoggedMethod } from '../log/log-entry.js';
import { LogService } from '../log/log.service.js';
import { DirectoryGate } from './directory-gate.js';
import { isTooMuch, sendScimError, statusOf, toScimError } from './scim-answer.js';
import { type ScimDoor, ScimDoors } from './scim-doors.js';

const PREFIX = '/scim/v2/:directoryId';
const DEEPEST_BODY = 32;
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
const TOKEN = { credential: 'scimToken', why: 'A token of the directory that the address names' } as const;

/**
 * SCIM's doors. They stand on Fastify itself: a directory is let in before its body is read, which may be large, and everything that is refused,
 * also by the framework, is answered in SCIM's shape.
 */
@Injectable()
export class ScimRoute extends HotRoute {
  override readonly doors: readonly HotDoor[];
  private readonly gate = new DirectoryGate();
  private readonly callers = new WeakMap<FastifyRequest, DirectoryContext>();

  // eslint-disable-next-line max-params -- who comes in, how often, to which door, and what is written of it
  constructor(
    private readonly tokens: DirectoryCallers,
    private readonly rates: RequestRates,
    private readonly scim: ScimDoors,
    private readonly logs: LogService,
    private readonly log: Log,
  ) {
    super();
    this.doors = scim.doors.map(({ method, path, summary }) => ({
      ...{ method, path: `${PREFIX}${path}`, summary, tag: 'SCIM' },
      requires: TOKEN,
    }));
  }

  override register(fastify: FastifyInstance): void {
    void fastify.register(
      (scim, _options, done) => {
        this.readBodies(scim);
        scim.addHook('onRequest', (request) => this.admit(request));
        scim.setErrorHandler((error, request, reply) => this.refuse(error, request, reply));
        for (const door of this.scim.doors)
          for (const url of spellingsOf(door.path))
            scim.route({
              method: door.method,
              url,
              bodyLimit: LARGEST_BODY,
              handler: (request, reply) => this.open(door, request, reply),
            });
        refuseTheRest(scim, this.scim.doors);
        done();
      },
      { prefix: PREFIX },
    );
  }

  /** Both names of JSON, to the size that /ServiceProviderConfig tells. */
  private readBodies(scim: FastifyInstance): void {
    scim.removeAllContentTypeParsers();
    scim.addContentTypeParser(
      ['application/scim+json', 'application/json'],
      { parseAs: 'string', bodyLimit: LARGEST_BODY },
      (_request, body, done) => {
        try {
          done(null, body === '' ? undefined : parsedBody(body as string));
        } catch {
          done(Object.assign(new Error('No JSON.'), { statusCode: 400 }));
        }
      },
    );
  }

  private async admit(request: FastifyRequest): Promise<void> {
    const { directoryId = '' } = request.params as { directoryId?: string };
    const { authorization } = request.headers;
    try {
      this.callers.set(request, await this.tokens.admit({ id: directoryId, authorization }, request.id));
    } catch (error) {
      // Whoever guesses is slowed down; a directory that is let in never is.
      await this.rates.ofStranger(request.ip);
      throw error;
    }
  }

  private open(door: ScimDoor, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const ctx = this.callers.get(request);
    if (ctx === undefined) throw new Error('A request came to a SCIM door without its directory.');
    return this.gate.through(ctx.directoryId, () => door.answer(ctx, request, reply));
  }

  private async refuse(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const isBulk = /\/bulk\/?$/i.test(request.routeOptions.url ?? '');
    const status = isBulk && isTooMuch(error) ? 413 : statusOf(error);
    if (status >= 500) this.log.error('request.failed', { requestId: request.id, error });
    const ctx = this.callers.get(request);
    if (ctx !== undefined && isWorthLogging(request.method, status))
      await this.logs.refused(ctx, {
        ...placeOf(request),
        error: toScimError(error, status),
        message: request.body ?? null,
      });
    return sendScimError(reply, error, status);
  }
}

/** Some clients write addresses small, or with a slash at the end: Microsoft's own tests do both. */
const spellingsOf = (path: string): readonly string[] => [
  ...new Set([path, path.toLowerCase()].flatMap((one) => [one, `${one}/`])),
];

/** A method that an address does not take is told as such, and so is an address that there is not: in SCIM's shape, both. */
function refuseTheRest(scim: FastifyInstance, doors: readonly ScimDoor[]): void {
  const refused = (statusCode: number): Error => Object.assign(new Error('Nothing is here.'), { statusCode });
  for (const [url, open] of Map.groupBy(doors, ({ path }) => path)) {
    const taken = open.map(({ method }) => method);
    const rest = METHODS.filter((method) => !taken.some((one) => one === method));
    // RFC 9110 section 15.5.6: it says which ones the address takes. Fastify answers HEAD where there is GET.
    const allow = taken.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
    for (const spelling of spellingsOf(url))
      scim.route({
        method: rest,
        url: spelling,
        handler: (_request, reply) => {
          void reply.header('allow', allow);
          throw refused(405);
        },
      });
  }
  for (const url of ['/', '/*']) {
    scim.route({
      method: [...METHODS],
      url,
      handler: () => {
        throw refused(404);
      },
    });
  }
}

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Refused changes, and questions that could not be understood. */
const isWorthLogging = (method: string, status: number): boolean =>
  READING.has(method) ? status === 400 : status >= 400 && status < 500;

function placeOf(request: FastifyRequest): {
  method: LoggedMethod;
  resource: 'Users' | 'Groups' | 'Bulk' | 'Other';
  resourceId: string | null;
} {
  const url = request.routeOptions.url ?? '';
  const name = (['Users', 'Groups', 'Bulk'] as const).find((one) =>
    url.toLowerCase().includes(`/${one.toLowerCase()}`),
  );
  const { id } = request.params as { id?: string };
  return {
    method: request.method as LoggedMethod,
    resource: name ?? 'Other',
    resourceId: id ?? null,
  };
}

/** @throws for what is no JSON, or is nested beyond all use */
function parsedBody(text: string): unknown {
  const body: unknown = JSON.parse(text);
  if (!isWithin(body, DEEPEST_BODY)) throw new Error('Nested too deeply.');
  return body;
}

function isWithin(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  for (const part of Object.values(value)) if (!isWithin(part, depth - 1)) return false;
  return true;
}
