import { type ArgumentsHost, Catch, type ExceptionFilter, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Log } from '#platform/observability';
import { type Problem, PROBLEM_MEDIA_TYPE, retryAfterOf, toProblem } from './problem.js';

/** Answers every error of the admin and machine APIs as problem details (RFC 9457). */
@Injectable()
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const problem = toProblem(error, request.id);
    if (problem.status >= 500)
      this.log.error('request.failed', { requestId: request.id, problem: problem.code, error });
    sendProblem(http.getResponse<FastifyReply>(), problem, retryAfterOf(error));
  }
}

/** Sends `problem` unless an answer has already begun, as in a stream that broke: then the connection just ends. */
export function sendProblem(reply: FastifyReply, problem: Problem, retryAfterSeconds: number | null = null): void {
  if (reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  if (retryAfterSeconds !== null) void reply.header('retry-after', String(retryAfterSeconds));
  if (problem.status === 401) void reply.header('www-authenticate', challengeOf(problem));
  void reply.status(problem.status).header('content-type', PROBLEM_MEDIA_TYPE).send(JSON.stringify(problem));
}

/** RFC 9449 section 7.1 and RFC 6750 section 3; for a proof that is too old, RFC 9470 section 3. */
const challengeOf = ({ maxAgeSeconds }: Problem): string =>
  typeof maxAgeSeconds === 'number'
    ? `Bearer error="insufficient_user_authentication", error_description="A fresh proof is needed", max_age=${maxAgeSeconds}`
    : 'DPoP algs="ES256 EdDSA", Bearer';
