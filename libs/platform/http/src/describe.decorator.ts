import { applyDecorators, HttpCode, SetMetadata } from '@nestjs/common';
import type { z } from 'zod';

/** What the API document says of a route beyond what its decorators already show. */
export interface RouteDescription {
  /** One line, in the imperative. */
  readonly summary: string;
  readonly tag: string;
  /** The shape of the successful answer; null for 204; absent where it is no JSON (see `produces`). */
  readonly response?: z.ZodType | null;
  /** Default: 200, or 204 where `response` is null. */
  readonly status?: number;
  /** The media type of the answer where it is not JSON. */
  readonly produces?: string;
}

export const DESCRIPTION = Symbol('description');

const NO_CONTENT = 204;

/** Describes a route for /api/openapi.json, and makes it answer with the status that it says. */
export function Describe(description: RouteDescription): MethodDecorator {
  const status = description.status ?? (description.response === null ? NO_CONTENT : undefined);
  const describe = SetMetadata(DESCRIPTION, description);
  return status === undefined ? describe : applyDecorators(describe, HttpCode(status));
}
