import { HttpException } from '@nestjs/common';
import { DomainError, type ErrorKind } from '#kernel';

/** RFC 9457 section 3.1, with `code` and `requestId` as extension members (section 3.2). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly code: string;
  readonly requestId: string;
  readonly [fact: string]: unknown;
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

const STATUS: Readonly<Record<ErrorKind, number>> = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  limit: 429,
  unavailable: 503,
};

/** What the framework itself refuses before a handler runs: told by status, in our words. */
const REFUSED_BY_FRAMEWORK: Readonly<Record<number, readonly [code: string, title: string, detail: string]>> = {
  400: [
    'request.malformed',
    'The request could not be read.',
    'Send a well-formed body of the content type that you name.',
  ],
  404: ['request.no_route', 'There is nothing at this address.', 'See /api/openapi.json for what there is.'],
  405: ['request.no_method', 'This address does not take that method.', 'See /api/openapi.json for what it takes.'],
  413: ['request.too_large', 'The request body is too large.', 'Send it in smaller parts.'],
  415: ['request.media_type', 'This content type is not understood here.', 'Send application/json.'],
  431: ['request.headers_too_large', 'The request headers are too large.', 'Send fewer or shorter headers.'],
};

/** Renders any error as problem details. An unplanned one tells the caller nothing but where to ask; the log has the rest. */
export function toProblem(error: unknown, requestId: string): Problem {
  if (error instanceof DomainError) {
    return {
      ...error.facts,
      type: `urn:castellan:problem:${error.code}`,
      title: error.title,
      status: STATUS[error.kind],
      detail: error.message,
      code: error.code,
      requestId,
    };
  }
  const refused = REFUSED_BY_FRAMEWORK[frameworkStatus(error)];
  if (refused) {
    const [code, title, detail] = refused;
    return { type: `urn:castellan:problem:${code}`, title, status: frameworkStatus(error), detail, code, requestId };
  }
  return {
    type: 'about:blank',
    title: 'Internal Server Error',
    status: 500,
    detail:
      'Something failed that should not have. Try again; if it stays, give the request id to whoever runs Castellan.',
    code: 'server.unexpected',
    requestId,
  };
}

/** Seconds after which a refused caller may come again, when the error knows. */
export function retryAfterOf(error: unknown): number | null {
  const seconds = error instanceof DomainError ? error.facts['retryAfterSeconds'] : undefined;
  return typeof seconds === 'number' ? Math.max(1, Math.ceil(seconds)) : null;
}

function frameworkStatus(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  if (typeof error === 'object' && error !== null && 'statusCode' in error && typeof error.statusCode === 'number') {
    return error.statusCode;
  }
  return 500;
}
