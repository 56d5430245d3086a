import { ServerRefused, ServerUnreachable } from '../machine/agent.errors.js';
import { isObject } from '../machine/enrolment.js';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer> | URLSearchParams;
  readonly signal?: AbortSignal | undefined;
  /** How long the whole answer may take, unless `signal` is given. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 30_000;
const LONGEST_PROBLEM = 2_000;

/** @throws ServerUnreachable when there is no answer. A redirect is not followed: tokens go to the server that was named. */
export async function send({ method, url, headers, body, signal, timeoutMs }: HttpRequest): Promise<Response> {
  try {
    return await fetch(url, {
      method,
      redirect: 'manual',
      signal: signal ?? AbortSignal.timeout(timeoutMs ?? TIMEOUT_MS),
      ...(headers && { headers }),
      ...(body !== undefined && { body }),
    });
  } catch (cause) {
    throw new ServerUnreachable(`${url.origin} does not answer; check the address and your network.`, {}, { cause });
  }
}

/** @throws ServerUnreachable when the answer breaks off or is no JSON */
export async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (cause) {
    throw new ServerUnreachable(
      `The answer of ${new URL(response.url).origin} broke off or is no JSON.`,
      {},
      { cause },
    );
  }
}

/** The refusal that an answer is, in the server's own words where it has any: problem details (RFC 9457) or OAuth's error. */
export async function refusalOf(response: Response): Promise<ServerRefused> {
  const text = await response.text().catch(() => '');
  const told = parsed(text);
  const code = wordOf(told, 'code', 'error');
  const words = wordOf(told, 'detail', 'error_description', 'title') ?? `It answered ${response.status}.`;
  return new ServerRefused(words.slice(0, LONGEST_PROBLEM), response.status, code, retryAfterOf(response));
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function wordOf(told: Readonly<Record<string, unknown>>, ...fields: readonly string[]): string | undefined {
  return fields.map((field) => told[field]).find((value) => typeof value === 'string');
}

const MOST_SECONDS = 3_600;

/** RFC 9110 section 10.2.3, in its form of seconds; bounded, so that a server's slip does not silence a machine for a week. */
function retryAfterOf(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, MOST_SECONDS) * 1_000 : undefined;
}
