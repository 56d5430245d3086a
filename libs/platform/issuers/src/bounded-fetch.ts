import { AddressRefused, AnswerTooLong, type Heard, type OutboundHttp, type Said } from '#platform/http';
import { LONGEST_ANSWER_BYTES } from './bounded-json.js';
import { isGuarded } from './issuer-address.js';
import { IssuerUnavailable } from './issuers.errors.js';

const PATIENCE_MS = 8_000;
const OK = 200;
/** Fetch standard, section 2.2.3: answers that cannot have a body. */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

interface Request {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

export type BoundedFetch = (url: string, request: Request) => Promise<Response>;

/**
 * `fetch` for libraries that speak with an issuer: to addresses that may be reached alone, by TLS or on loopback, within bounds of size and
 * time, and following no redirect.
 * @returns what throws IssuerUnavailable or AddressRefused
 */
export const boundedFetch =
  (outbound: OutboundHttp): BoundedFetch =>
  async (address, request) => {
    const url = new URL(address);
    if (!isGuarded(url)) throw new IssuerUnavailable(`${url.origin} is no https address: nothing secret goes there.`);
    try {
      const { status, headers, body } = await outbound.exchange(url, saidOf(request));
      return responseOf(status, headers, body.toString('utf8'));
    } catch (error) {
      if (error instanceof AddressRefused || error instanceof IssuerUnavailable) throw error;
      const what = error instanceof AnswerTooLong ? 'gave an answer that is too long' : 'did not answer';
      throw new IssuerUnavailable(
        `${url.origin}${url.pathname} ${what}. Check the address, and that this server may reach it.`,
        {},
        { cause: error },
      );
    }
  };

function saidOf({ method = 'GET', headers = {}, body, signal }: Request): Said {
  if (method !== 'GET' && method !== 'POST') throw new TypeError(`Nothing is asked of an issuer by ${method}.`);
  const text = body === undefined || body === null ? null : bodyOf(body);
  const bounds = { mostBytes: LONGEST_ANSWER_BYTES, withinMs: PATIENCE_MS, signal };
  return { method, headers: { ...headers }, body: text, ...bounds };
}

function responseOf(status: number, headers: Heard['headers'], text: string): Response {
  const init = { status, headers: pairsOf(headers) };
  if (status !== OK) return new Response(BODILESS.has(status) ? null : text, init);
  // What is there already needs no stream to be read from, which would cost more than the rest of the answer.
  return Object.assign(new Response(null, init), {
    text: () => Promise.resolve(text),
    json: () => new Promise<unknown>((resolve) => resolve(JSON.parse(text))),
  });
}

const pairsOf = (headers: Heard['headers']): [string, string][] =>
  Object.entries(headers).flatMap(([name, values]) =>
    [values ?? []].flat().map((value): [string, string] => [name, value]),
  );

function bodyOf(body: unknown): string {
  if (typeof body === 'string') return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new TypeError('Only forms and texts are sent to an issuer.');
}
