import type { FastifyReply } from 'fastify';
import { LIST_SCHEMA, ScimRefusal } from '#engines/scim';
import { DomainError, type ErrorKind } from '#kernel';
import { retryAfterOf } from '#platform/http';
import { NotImplemented, VersionMismatch } from './scim.errors.js';

export const SCIM_MEDIA_TYPE = 'application/scim+json; charset=utf-8';
const ERROR_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** RFC 7644 section 3.12. */
export interface ScimError {
  readonly schemas: readonly string[];
  readonly status: string;
  readonly scimType?: string;
  readonly detail: string;
}

const STATUS: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  limit: 429,
  unavailable: 503,
};

const REFUSED_BY_FRAMEWORK: Readonly<Record<number, string>> = {
  400: 'The body could not be read: send well-formed JSON.',
  404: 'There is no such address here; see /ResourceTypes.',
  405: 'This address does not take that method.',
  413: 'The body is larger than maxPayloadSize of /ServiceProviderConfig.',
  415: 'Send application/scim+json or application/json.',
};

export function statusOf(error: unknown): number {
  if (error instanceof VersionMismatch) return 412;
  if (error instanceof NotImplemented) return 501;
  if (error instanceof DomainError) return STATUS[error.kind];
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && REFUSED_BY_FRAMEWORK[status] !== undefined ? status : 500;
}

/** Any error in SCIM's shape; an unplanned one tells nothing but that it happened. */
export function toScimError(error: unknown, status = statusOf(error)): ScimError {
  const scimType =
    error instanceof DomainError ? error.facts['scimType'] : status === 400 ? 'invalidSyntax' : undefined;
  const detail =
    error instanceof DomainError
      ? error.message
      : (REFUSED_BY_FRAMEWORK[status] ?? 'Something failed that should not have. Try again.');
  return {
    schemas: [ERROR_SCHEMA],
    status: String(status),
    ...(typeof scimType === 'string' && { scimType }),
    detail,
  };
}

export function sendScimError(reply: FastifyReply, error: unknown, status = statusOf(error)): FastifyReply {
  const retryAfter = retryAfterOf(error) ?? (status === 429 ? 1 : null);
  if (retryAfter !== null) void reply.header('retry-after', String(retryAfter));
  // RFC 6750 section 3.
  if (status === 401) void reply.header('www-authenticate', 'Bearer realm="scim", error="invalid_token"');
  return sendScim(reply, status, toScimError(error, status));
}

/** A message that is too much as a whole is told by 413 (RFC 7644 section 3.7.4). */
export const isTooMuch = (error: unknown): boolean => error instanceof ScimRefusal && error.scimType === 'tooMany';

export function sendScim(reply: FastifyReply, status: number, body: object): FastifyReply {
  return reply.status(status).header('content-type', SCIM_MEDIA_TYPE).send(JSON.stringify(body));
}

/** RFC 7644 section 3.4.2. */
export const listOf = (
  resources: readonly object[],
  { total, startIndex, nextCursor }: { total: number; startIndex?: number; nextCursor?: string | null },
): object => ({
  schemas: [LIST_SCHEMA],
  totalResults: total,
  itemsPerPage: resources.length,
  ...(startIndex !== undefined && { startIndex }),
  ...(nextCursor !== undefined && nextCursor !== null && { nextCursor }),
  Resources: resources,
});
