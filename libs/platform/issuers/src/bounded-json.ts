import { AddressRefused, type OutboundHttp } from '#platform/http';
import { IssuerUnavailable } from './issuers.errors.js';

export const LONGEST_ANSWER_BYTES = 256 * 1_024;
const PATIENCE_MS = 8_000;

export interface BoundedJson {
  readonly body: unknown;
  /** For how long the answer may be kept, as its header says; null when it says nothing. */
  readonly maxAgeSeconds: number | null;
}

/** Fetches a small JSON document. Follows no redirect. @throws IssuerUnavailable, AddressRefused */
export async function fetchJson(outbound: OutboundHttp, url: URL): Promise<BoundedJson> {
  try {
    const response = await outbound.fetch(url, {
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw unavailable(url, `it answered ${response.status}`);
    }
    const text = await readBounded(response.body ?? [], url);
    return { body: JSON.parse(text) as unknown, maxAgeSeconds: maxAgeOf(response.headers.get('cache-control')) };
  } catch (error) {
    if (error instanceof AddressRefused || error instanceof IssuerUnavailable) throw error;
    throw unavailable(url, reasonOf(error), error);
  }
}

async function readBounded(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, url: URL): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    length += part.byteLength;
    if (length > LONGEST_ANSWER_BYTES) throw unavailable(url, 'its answer is too long');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function maxAgeOf(header: string | null): number | null {
  if (header === null) return null;
  if (/\bno-(?:store|cache)\b/i.test(header)) return 0;
  const seconds = /\bmax-age=(\d{1,9})\b/i.exec(header)?.[1];
  return seconds === undefined ? null : Number(seconds);
}

function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError) return 'its answer is no JSON';
  if (error instanceof Error && error.name === 'TimeoutError') return 'it did not answer in time';
  return 'it could not be reached';
}

const unavailable = (url: URL, why: string, cause?: unknown): IssuerUnavailable =>
  new IssuerUnavailable(
    `${url.origin}${url.pathname}: ${why}. Check the address, and that this server may reach it.`,
    {},
    { cause },
  );
