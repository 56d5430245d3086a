import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Backoff } from '../daemon/backoff.js';
import { eventsOf, type ServerSentEvent } from './event-stream.js';
import { parseServerAddress } from './server-address.js';

async function* chunks(parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield* parts;
}
async function read(parts: readonly Uint8Array[]): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  for await (const event of eventsOf(chunks(parts))) events.push(event);
  return events;
}

describe('an event stream', () => {
  it('reads events, comments and every kind of line end', async () => {
    const text = ': hello\nevent: bundle\ndata: {"a":\ndata: 1}\n\ndata:x\r\n\r\nevent: nothing\n\n';
    expect(await read([Buffer.from(text)])).toEqual([
      { event: 'bundle', data: '{"a":\n1}' },
      { event: 'message', data: 'x' },
    ]);
  });

  it('reads the same wherever the network cuts it, in the middle of a letter too', async () => {
    const bytes = Buffer.from('event: é\ndata: ü\r\n\r\n: x\n\ndata: 1\ndata: 2\n\n');
    const whole = await read([bytes]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 8 }), async (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        expect(await read(at.slice(1).map((end, i) => bytes.subarray(at[i], end)))).toEqual(whole);
      }),
    );
  });

  it('does not take an event without end into memory', async () => {
    await expect(read(Array.from({ length: 20 }, () => Buffer.alloc(100_000, 97)))).rejects.toThrow(RangeError);
    await expect(read(Array.from({ length: 20 }, () => Buffer.from(`data: ${'a'.repeat(100_000)}\n`)))).rejects.toThrow(
      RangeError,
    );
  });
});

describe('the address of a server', () => {
  it.each([
    'http://castellan.example.com',
    'ftp://x',
    'castellan',
    'https://u:p@x',
    'https://x/?a=1',
    'https://x/#y',
    '',
  ])('%s is refused', (text) => expect(() => parseServerAddress(text)).toThrow(/server|https|credentials/));

  it.each([
    ['https://castellan.example.com', 'https://castellan.example.com/'],
    ['http://127.0.0.1:8470', 'http://127.0.0.1:8470/'],
    ['http://[::1]:8470/', 'http://[::1]:8470/'],
  ])('%s is taken', (text, href) => {
    expect(parseServerAddress(text).href).toBe(href);
  });
});

describe('waiting after a failure', () => {
  it('stays under a ceiling that doubles up to its bound, and begins anew after success', () => {
    const backoff = new Backoff(100, 1_000, () => 1);
    expect([1, 2, 3, 4, 5, 6].map(() => backoff.failed())).toEqual([100, 200, 400, 800, 1_000, 1_000]);
    backoff.succeeded();
    expect(backoff.failed()).toBe(100);
  });

  it('is never shorter than the server asked for', () => {
    expect(new Backoff(100, 1_000, () => 0).failed(5_000)).toBe(5_000);
  });
});
