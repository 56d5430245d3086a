import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '#platform/observability';
import { retryAfterOf, toProblem } from './problem.js';
import { sendProblem } from './problem.filter.js';

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** A hot route's handler whose errors are answered as problems, as Nest's filter answers those of all other routes. */
export const answering =
  (log: Log, handle: Handler): Handler =>
  async (request, reply) => {
    try {
      return await handle(request, reply);
    } catch (error) {
      const problem = toProblem(error, request.id);
      if (problem.status >= 500) log.error('request.failed', { requestId: request.id, code: problem.code, error });
      sendProblem(reply, problem, retryAfterOf(error));
      return reply;
    }
  };
