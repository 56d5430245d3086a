import createClient, { type Middleware } from 'openapi-fetch';
import type { ApiPaths } from '#contracts';
import { proveAnew, wantsProof } from './fresh-proof.js';
import { ApiProblem, problemOf } from './problem.js';

const SAFE = new Set(['GET', 'HEAD']);
let csrfToken = '';

/** The token that `/api/v1/me` gave: every unsafe request that rides on the session cookie carries it. */
export function rememberCsrfToken(token: string): void {
  csrfToken = token;
}

/** The header that unsafe requests carry; for downloads, which do not go through the typed client. */
export function csrfHeader(): Record<string, string> {
  return csrfToken === '' ? {} : { 'x-csrf-token': csrfToken };
}

/** Unsafe requests under way, as they were: one that wants a fresh proof is sent again. */
const sent = new Map<string, Request>();

const guardRequests: Middleware = {
  onRequest({ request, id }) {
    if (SAFE.has(request.method)) return request;
    if (csrfToken !== '') request.headers.set('x-csrf-token', csrfToken);
    sent.set(id, request.clone());
    return request;
  },
  async onResponse({ response, id }) {
    const again = sent.get(id);
    sent.delete(id);
    if (response.ok) return undefined;
    if (again !== undefined && (await wantsProof(response)) && (await proveAnew())) {
      const answer = await fetch(again);
      if (!answer.ok) throw await problemOf(answer);
      return answer;
    }
    throw await problemOf(response);
  },
  onError({ id }) {
    sent.delete(id);
  },
};

/** Every call to the API: typed by its doors; throws {@link ApiProblem} for anything but success. */
export const api = createClient<ApiPaths>({ baseUrl: location.origin, credentials: 'same-origin' });
api.use(guardRequests);

/** What a call answered. Failures were thrown before; an empty answer is `undefined`. */
export async function told<T>(call: Promise<{ data?: T }>): Promise<T> {
  const { data } = await call;
  return data as T;
}

/** True where asking again cannot help: the request itself was refused. */
export function isRefusal(error: unknown): boolean {
  return error instanceof ApiProblem && error.status >= 400 && error.status < 500 && error.status !== 429;
}
