import { setTimeout as wait } from 'node:timers/promises';
import { ServerUnreachable } from '../machine/agent.errors.js';
import { isObject } from '../machine/enrolment.js';
import type { ControlPlane } from '../server/control-plane.js';
import { eventsOf, type ServerSentEvent } from '../server/event-stream.js';

/** The server says something every 20 seconds; after this long without a byte the connection is dead, whatever TCP thinks. */
const SILENCE_MS = 65_000;

export interface Hears {
  /** The connection stands. */
  connected(): void;
  bundle(envelope: unknown): Promise<void>;
  /** There is a new bundle to fetch; wait a random part of `jitterMs` first, so that a fleet does not come at once. */
  changed(jitterMs: number): Promise<void>;
  /** There is another draft to watch in shadow, or none; wait first, as with `changed`. */
  shadowChanged(jitterMs: number): Promise<void>;
  revoked(): void;
}

/** Listens until the stream ends, breaks or falls silent. @throws ServerUnreachable, ServerRefused, SignInNeeded */
export async function listen(server: Pick<ControlPlane, 'events'>, hears: Hears, stop: AbortSignal): Promise<void> {
  const silence = new AbortController();
  let watch = setTimeout(() => silence.abort(), SILENCE_MS);
  const alive = (): void => {
    clearTimeout(watch);
    watch = setTimeout(() => silence.abort(), SILENCE_MS);
  };
  try {
    const stream = await server.events(AbortSignal.any([stop, silence.signal]));
    hears.connected();
    for await (const event of eventsOf(stream, alive)) await hear(event, hears);
  } catch (cause) {
    if (stop.aborted) return;
    if (silence.signal.aborted) throw new ServerUnreachable('The server’s event stream fell silent.', {}, { cause });
    if (cause instanceof TypeError) throw new ServerUnreachable('The server’s event stream broke off.', {}, { cause });
    throw cause;
  } finally {
    clearTimeout(watch);
  }
}

async function hear({ event, data }: ServerSentEvent, hears: Hears): Promise<void> {
  const said = jsonOf(data);
  if (event === 'bundle') await hears.bundle(said);
  if (event === 'bundle-changed') await hears.changed(jitterOf(said));
  if (event === 'shadow-changed') await hears.shadowChanged(jitterOf(said));
  if (event === 'revoked') hears.revoked();
}

const MOST_JITTER_MS = 60_000;

function jitterOf(said: unknown): number {
  const asked = isObject(said) ? Number(said['jitterMs'] ?? 0) : 0;
  return Number.isFinite(asked) ? Math.min(Math.max(asked, 0), MOST_JITTER_MS) : 0;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Waits, or not, when it is to stop. */
export async function pause(ms: number, stop: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal: stop }).catch(() => undefined);
}
