import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connect, Plugin } from 'vite';
import { type Answer, problem } from './answer.js';
import { ANSWERS, me } from './answers.js';
import { events } from './fixtures.js';

const MINE = /^\/(?:api|auth)\//;
const TAIL_MS = 2_500;
/** The policy of csp.md, so that a page that would break it breaks here already. */
export const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-__CSP_NONCE__'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Answers the API from memory, in `vite --mode memory` and in its preview of what was built. */
export function memoryApi(): Plugin {
  return {
    name: 'castellan:memory-api',
    configureServer: ({ middlewares }) => void middlewares.use(answer),
    configurePreviewServer: ({ middlewares }) => {
      middlewares.use((_request, response, next) => {
        response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY);
        next();
      });
      middlewares.use(answer);
    },
  };
}

const answer: Connect.NextHandleFunction = (request, response, next) => {
  if (!MINE.test(request.url ?? '')) {
    next();
    return;
  }
  void respond(request, response);
};

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://memory');
  const state = /memory=([a-z-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? 'full';
  if (pathname === '/auth/login') {
    response.writeHead(302, { location: '/login' }).end();
    return;
  }
  if (pathname === '/api/v1/audit/stream') {
    tail(response);
    return;
  }
  const body = await bodyOf(request);
  send(response, told(request.method ?? 'GET', pathname, { query: searchParams, body, state }));
}

function told(
  method: string,
  path: string,
  { query, body, state }: { query: URLSearchParams; body: Record<string, unknown>; state: string },
): Answer {
  if (path === '/api/v1/me')
    return state === 'signed-out'
      ? problem(401, 'session.none', 'You are not signed in.', 'Sign in.')
      : { status: 200, body: me };
  if (state === 'failing')
    return problem(
      503,
      'database.unavailable',
      'The database does not answer.',
      'Nothing was changed. Try again in a moment.',
    );
  for (const [its, pattern, handler] of ANSWERS) {
    const match = its === method ? pattern.exec(path) : null;
    if (match !== null) return handler({ method, path, query, body, isEmpty: state === 'empty' }, [...match]);
  }
  return problem(404, 'request.no_route', 'There is nothing at this address.', `${method} ${path}`);
}

function send(response: ServerResponse, { status, body }: Answer): void {
  const type = status >= 400 ? 'application/problem+json' : 'application/json';
  response
    .writeHead(status, body === undefined ? {} : { 'content-type': type })
    .end(body === undefined ? undefined : JSON.stringify(body));
}

/** A new event every few seconds, for as long as somebody listens. */
function tail(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  let told = 0;
  const timer = setInterval(() => {
    const like = events[(told * 37) % events.length];
    told += 1;
    response.write(
      `event: entry\ndata: ${JSON.stringify({ ...like, id: `live-${String(told)}`, index: events.length + told, at: new Date().toISOString() })}\n\n`,
    );
  }, TAIL_MS);
  response.on('close', () => clearInterval(timer));
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}
