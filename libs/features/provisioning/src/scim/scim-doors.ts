import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  type Attributes,
  GROUP_TYPE,
  project,
  readProjection,
  readSearch,
  type ResourceType,
  resourceTypes,
  schemas,
  ScimRefusal,
  serviceProviderConfig,
  USER_TYPE,
} from '#engines/scim';
import type { DirectoryContext } from '../directories/directory.js';
import { GroupDesk } from '../groups/group-desk.service.js';
import { UserDesk } from '../users/user-desk.service.js';
import { BulkService } from './bulk.service.js';
import { listOf, sendScim } from './scim-answer.js';
import { NotImplemented, ResourceNotFound } from './scim.errors.js';
import { SearchService } from './search.service.js';
import { isKnown } from './versions.js';

type Answer = (ctx: DirectoryContext, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

export interface ScimDoor {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly summary: string;
  readonly answer: Answer;
}

type Given = Readonly<Record<string, unknown>>;
const door = (method: ScimDoor['method'], path: string, summary: string, answer: Answer): ScimDoor => ({
  method,
  path,
  summary,
  answer,
});

/** Every address of SCIM, and what is behind it (RFC 7644 section 3.2). */
@Injectable()
export class ScimDoors {
  readonly doors: readonly ScimDoor[];

  constructor(
    private readonly users: UserDesk,
    private readonly groups: GroupDesk,
    private readonly search: SearchService,
    private readonly bulk: BulkService,
  ) {
    this.doors = [
      ...this.resourceDoors(USER_TYPE, this.users),
      ...this.resourceDoors(GROUP_TYPE, this.groups),
      ...this.messageDoors(),
      ...this.discoveryDoors(),
    ];
  }

  private resourceDoors(type: ResourceType, desk: UserDesk | GroupDesk): readonly ScimDoor[] {
    const { endpoint, name } = type;
    return [
      door('GET', endpoint, `List ${name}s`, async (ctx, { query }, reply) =>
        sendScim(reply, 200, await this.search.of(ctx, type, query as Given)),
      ),
      door('POST', endpoint, `Add a ${name}`, async (ctx, request, reply) =>
        this.sendOne(type, request, reply, { status: 201, resource: await desk.create(ctx, request.body) }),
      ),
      door('POST', `${endpoint}/.search`, `Search ${name}s`, async (ctx, { body }, reply) =>
        sendScim(reply, 200, await this.search.of(ctx, type, readSearch(body))),
      ),
      door('GET', `${endpoint}/:id`, `Show a ${name}`, async (ctx, request, reply) => {
        const resource = await desk.get(ctx, idOf(request), projectionOf(type, request));
        const { version } = resource['meta'] as { version: string };
        if (isKnown(request.headers['if-none-match'], version)) return reply.header('etag', version).status(304).send();
        return this.sendOne(type, request, reply, { status: 200, resource });
      }),
      door('PUT', `${endpoint}/:id`, `Replace a ${name}`, async (ctx, request, reply) =>
        this.sendOne(type, request, reply, { status: 200, resource: await desk.replace(ctx, changeOf(request)) }),
      ),
      door('PATCH', `${endpoint}/:id`, `Change a ${name}`, async (ctx, request, reply) => {
        const resource = await desk.patch(ctx, changeOf(request));
        if (resource !== undefined) return this.sendOne(type, request, reply, { status: 200, resource });
        // RFC 7644 section 3.5.2: asked for attributes, it answers them.
        if ((request.query as Given)['attributes'] === undefined) return reply.status(204).send();
        const changed = await desk.get(ctx, idOf(request), projectionOf(type, request));
        return this.sendOne(type, request, reply, { status: 200, resource: changed });
      }),
      door('DELETE', `${endpoint}/:id`, `Remove a ${name}`, async (ctx, request, reply) => {
        await desk.remove(ctx, changeOf(request));
        return reply.status(204).send();
      }),
    ];
  }

  private messageDoors(): readonly ScimDoor[] {
    const nobody: Answer = () => {
      throw new NotImplemented('The token belongs to a directory, which is no user: /Me leads nowhere.');
    };
    return [
      door('POST', '/Bulk', 'Take many operations in one message', async (ctx, { body }, reply) =>
        sendScim(reply, 200, await this.bulk.take(ctx, body)),
      ),
      door('POST', '/.search', 'Search users and groups', async (ctx, { body }, reply) =>
        sendScim(reply, 200, await this.search.ofAll(ctx, readSearch(body))),
      ),
      ...(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const).map((method) =>
        door(method, '/Me', 'Refuse to be a user: a directory’s token is nobody’s', nobody),
      ),
    ];
  }

  /** RFC 7644 section 4: no filters here. */
  private discoveryDoors(): readonly ScimDoor[] {
    const list = (path: string, summary: string, all: (base: string) => readonly Attributes[]): readonly ScimDoor[] => [
      door('GET', path, `List ${summary}`, async (ctx, { query }, reply) => {
        if ((query as Given)['filter'] !== undefined) return sendScim(reply, 403, forbiddenFilter);
        const found = all(ctx.base);
        return sendScim(reply, 200, listOf(found, { total: found.length, startIndex: 1 }));
      }),
      door('GET', `${path}/:id`, `Show one of ${summary}`, async (ctx, request, reply) => {
        const id = idOf(request).toLowerCase();
        const found = all(ctx.base).find((one) => String(one['id']).toLowerCase() === id);
        if (found === undefined) throw new ResourceNotFound('There is none of that name.');
        return sendScim(reply, 200, found);
      }),
    ];
    return [
      door('GET', '/ServiceProviderConfig', 'Say what is supported', async ({ base }, _request, reply) =>
        sendScim(reply, 200, serviceProviderConfig(base)),
      ),
      ...list('/ResourceTypes', 'the kinds of resources', resourceTypes),
      ...list('/Schemas', 'the schemas', schemas),
    ];
  }

  private sendOne(
    type: ResourceType,
    request: FastifyRequest,
    reply: FastifyReply,
    { status, resource }: { status: number; resource: Attributes },
  ): FastifyReply {
    const { location, version } = resource['meta'] as { location: string; version: string };
    void reply.header('etag', version).header(status === 201 ? 'location' : 'content-location', location);
    return sendScim(reply, status, project(type, resource, projectionOf(type, request)));
  }
}

const forbiddenFilter = {
  schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
  status: '403',
  detail: 'These are too few to be filtered (RFC 7644 section 4).',
};

const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id;

function projectionOf(type: ResourceType, request: FastifyRequest) {
  const { attributes, excludedAttributes } = request.query as Given;
  return readProjection(type, attributes, excludedAttributes);
}

function changeOf(request: FastifyRequest): { id: string; ifMatch: string | null; body: unknown } {
  const { 'if-match': ifMatch } = request.headers;
  if (request.method !== 'DELETE' && request.body === undefined)
    throw new ScimRefusal('invalidSyntax', 'The request has no body.');
  return { id: idOf(request), ifMatch: ifMatch ?? null, body: request.body };
}
