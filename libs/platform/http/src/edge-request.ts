import type { FastifyRequest } from 'fastify';
import type { RequestContext } from '#kernel';
import type { Authenticated } from './authenticator.js';

/** What the edge writes on a request as it passes; handlers read it through `@Ctx()` and `@Caller()`. */
export type EdgeRequest = FastifyRequest & { caller?: Authenticated; ctx?: RequestContext };
