import { z } from 'zod';
import type { Door } from '../access.decorators.js';
import type { HotDoor } from '../hot-route.js';
import type { RouteFacts } from './route-facts.js';

export type JsonObject = { [key: string]: unknown };

export interface OpenApiDocument extends JsonObject {
  readonly openapi: '3.1.0';
  readonly paths: Record<string, JsonObject>;
}

const PROBLEM = { $ref: '#/components/responses/Problem' };

/** The API document (OpenAPI 3.1), made from what handlers declare: doors, zod shapes and descriptions. */
export function openApiDocument(
  routes: readonly RouteFacts[],
  hot: readonly HotDoor[],
  version: string,
): OpenApiDocument {
  const paths: Record<string, JsonObject> = {};
  const add = (path: string, method: string, operation: JsonObject): void => {
    paths[path] = { ...paths[path], [method]: operation };
  };
  for (const route of routes)
    if (route.door && /^\/(?:api|agent)\//.test(route.path)) add(route.path, route.method, operationOf(route));
  for (const door of hot) {
    const path = door.path.replace(/:(\w+)/g, '{$1}').replace('*', '{path}');
    add(path, door.method.toLowerCase(), operationOfHot({ ...door, path }));
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Castellan',
      version,
      description: 'One policy for every AI coding agent. Errors are problem details (RFC 9457).',
    },
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'castellan_session' },
        bearer: { type: 'http', scheme: 'bearer' },
        dpop: { type: 'http', scheme: 'DPoP' },
        scimToken: { type: 'http', scheme: 'bearer', description: 'A token of a directory' },
      },
      responses: {
        Problem: {
          description: 'Problem details',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
      schemas: { Problem: problemSchema },
    },
  };
}

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What to do about it.' },
    code: { type: 'string', description: 'Stable; never changes its meaning.' },
    requestId: { type: 'string' },
  },
};

function operationOf(route: RouteFacts): JsonObject {
  const { description, door } = route;
  const parameters = [...pathParameters(route.path), ...(route.query ? queryParameters(route.query) : [])];
  const isOpen = door?.kind === 'public';
  return {
    operationId: operationIdOf(route.method, route.path),
    summary: description?.summary ?? route.handler,
    tags: description ? [description.tag] : [],
    ...permissionOf(door),
    security: isOpen ? [] : [{ session: [] }, { bearer: [] }, { dpop: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && {
      requestBody: { required: true, content: { 'application/json': { schema: schemaOf(route.body, 'input') } } },
    }),
    responses: { [String(statusOf(route))]: answerOf(route), default: PROBLEM },
  };
}

/** `get_me_sessions`: the method and the path, which together are unique by nature. */
const operationIdOf = (method: string, path: string): string =>
  [method, ...path.replace(/^\/api\/v1\//, '').split(/\W+/)].filter((word) => word !== '').join('_');

const permissionOf = (door: Door | undefined): JsonObject =>
  door?.kind === 'permission'
    ? {
        'x-permission': door.permission,
        ...(door.inTeams && { 'x-in-teams': true }),
        ...(door.fresh && { 'x-fresh-proof': door.fresh }),
      }
    : {};

function statusOf({ status, description, method }: RouteFacts): number {
  return status ?? description?.status ?? (method === 'post' ? 201 : 200);
}

function answerOf({ description }: RouteFacts): JsonObject {
  if (description?.produces !== undefined) return { description: 'Done', content: { [description.produces]: {} } };
  if (!description?.response) return { description: 'Done' };
  return { description: 'Done', content: { 'application/json': { schema: schemaOf(description.response, 'output') } } };
}

function operationOfHot(door: HotDoor): JsonObject {
  return {
    operationId: operationIdOf(door.method.toLowerCase(), door.path),
    summary: door.summary,
    tags: [door.tag],
    ...('permission' in door.requires && { 'x-permission': door.requires.permission }),
    security: securityOfHot(door.requires),
    ...(pathParameters(door.path).length > 0 && { parameters: pathParameters(door.path) }),
    responses: { default: PROBLEM },
  };
}

function securityOfHot(requires: HotDoor['requires']): JsonObject[] {
  if ('permission' in requires) return [{ dpop: [] }, { bearer: [] }];
  return 'credential' in requires ? [{ [requires.credential]: [] }] : [];
}

const pathParameters = (path: string): JsonObject[] =>
  Array.from(path.matchAll(/\{([^}]+)\}/g), ([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));

function queryParameters(query: z.ZodType): JsonObject[] {
  const schema = schemaOf(query, 'input');
  const required = new Set((schema['required'] ?? []) as string[]);
  return Object.entries((schema['properties'] ?? {}) as Record<string, JsonObject>).map(([name, property]) => ({
    name,
    in: 'query',
    required: required.has(name),
    schema: property,
  }));
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as JsonObject;
  return rest;
}
