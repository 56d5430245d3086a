import { MOST_BULK_OPERATIONS } from './discovery.js';
import { ScimRefusal } from './refusal.js';
import { asObject } from './resource.js';

export const BULK_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
export const BULK_RESPONSE_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';

export interface BulkOperation {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly resource: 'Users' | 'Groups';
  /** The id in the path, or `bulkId:…`; null for POST. */
  readonly target: string | null;
  readonly bulkId: string | null;
  readonly version: string | null;
  readonly data: unknown;
  /** What else of this message it speaks of. */
  readonly references: readonly string[];
}

export interface BulkMessage {
  /** Null: all are tried. */
  readonly failOnErrors: number | null;
  /** What cannot be read is refused in its turn, not the whole message. */
  readonly operations: readonly (BulkOperation | ScimRefusal)[];
}

const REFERENCE = /^bulkId:(.{1,200})$/is;
const PATH = /^\/?(Users|Groups)(?:\/([^/?#]{1,200}))?\/?$/i;
const DEEPEST = 12;

/** Reads a bulk message (RFC 7644 section 3.7). @throws ScimRefusal invalidSyntax, tooMany */
export function readBulk(body: unknown): BulkMessage {
  const message = Object.fromEntries(
    Object.entries(asObject(body, 'The body')).map(([key, value]) => [key.toLowerCase(), value]),
  );
  const { schemas, operations, failonerrors } = message;
  if (!Array.isArray(schemas) || !schemas.some((urn) => String(urn).toLowerCase() === BULK_SCHEMA.toLowerCase()))
    throw new ScimRefusal('invalidSyntax', `"schemas" of a bulk message is ["${BULK_SCHEMA}"].`);
  if (!Array.isArray(operations)) throw new ScimRefusal('invalidSyntax', '"Operations" is an array.');
  if (operations.length > MOST_BULK_OPERATIONS)
    throw new ScimRefusal('tooMany', `One message has at most ${MOST_BULK_OPERATIONS} operations.`);
  const most = failonerrors === undefined || failonerrors === null ? null : Number(failonerrors);
  if (most !== null && (!Number.isInteger(most) || most < 1))
    throw new ScimRefusal('invalidSyntax', '"failOnErrors" is a whole number from 1.');
  const read = operations.map(readOperation);
  return { failOnErrors: most, operations: read.map((one, at) => repeated(read, one, at) ?? one) };
}

function repeated(
  all: readonly (BulkOperation | ScimRefusal)[],
  one: BulkOperation | ScimRefusal,
  at: number,
): ScimRefusal | null {
  if (one instanceof ScimRefusal || one.bulkId === null) return null;
  const first = all.findIndex((other) => !(other instanceof ScimRefusal) && other.bulkId === one.bulkId);
  return first === at ? null : new ScimRefusal('invalidSyntax', `The bulkId "${one.bulkId}" stands there twice.`);
}

function readOperation(given: unknown): BulkOperation | ScimRefusal {
  try {
    return checked(given);
  } catch (error) {
    if (error instanceof ScimRefusal) return error;
    throw error;
  }
}

function checked(given: unknown): BulkOperation {
  const { method, path, bulkId, version, data } = asObject(given, 'An operation');
  const verb = verbOf(method);
  const { resource, target } = placeOf(verb, path);
  if (verb !== 'DELETE') asObject(data, '"data"');
  return {
    method: verb,
    resource,
    target,
    bulkId: bulkIdOf(verb, bulkId),
    version: typeof version === 'string' ? version : null,
    data,
    references: [...new Set([...referencesIn(target, 0), ...referencesIn(data, 0)])],
  };
}

function verbOf(method: unknown): BulkOperation['method'] {
  const verb = typeof method === 'string' ? method.toUpperCase() : '';
  if (verb === 'POST' || verb === 'PUT' || verb === 'PATCH' || verb === 'DELETE') return verb;
  throw new ScimRefusal('invalidSyntax', '"method" is POST, PUT, PATCH or DELETE.');
}

function placeOf(verb: BulkOperation['method'], path: unknown): Pick<BulkOperation, 'resource' | 'target'> {
  const [, resource, target] = PATH.exec(typeof path === 'string' ? path : '') ?? [];
  if (resource === undefined)
    throw new ScimRefusal('invalidPath', '"path" is /Users or /Groups, with an id unless it is a POST.');
  if ((verb === 'POST') !== (target === undefined))
    throw new ScimRefusal('invalidPath', verb === 'POST' ? 'A POST names no id.' : `A ${verb} names an id.`);
  return { resource: resource.toLowerCase() === 'users' ? 'Users' : 'Groups', target: target ?? null };
}

/** RFC 7644 section 3.7: a POST names itself, so that its result can be told apart. */
function bulkIdOf(verb: BulkOperation['method'], bulkId: unknown): string | null {
  if (typeof bulkId === 'string' && bulkId !== '' && bulkId.length <= 200) return bulkId;
  if (bulkId !== undefined) throw new ScimRefusal('invalidSyntax', '"bulkId" is a text of 200 characters at most.');
  if (verb === 'POST') throw new ScimRefusal('invalidSyntax', 'A POST has a "bulkId".');
  return null;
}

function referencesIn(value: unknown, depth: number): readonly string[] {
  if (typeof value === 'string') {
    const [, name] = REFERENCE.exec(value) ?? [];
    return name === undefined ? [] : [name];
  }
  if (typeof value !== 'object' || value === null) return [];
  if (depth > DEEPEST) throw new ScimRefusal('invalidSyntax', `"data" is nested more than ${DEEPEST} times.`);
  return Object.values(value).flatMap((part) => referencesIn(part, depth + 1));
}

/** `data` (or a target) with each `bulkId:…` replaced by what it stands for. */
export function withReferences(value: unknown, idOf: (bulkId: string) => string): unknown {
  if (typeof value === 'string') {
    const [, name] = REFERENCE.exec(value) ?? [];
    return name === undefined ? value : idOf(name);
  }
  if (Array.isArray(value)) return value.map((part) => withReferences(part, idOf));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withReferences(part, idOf)]));
}
