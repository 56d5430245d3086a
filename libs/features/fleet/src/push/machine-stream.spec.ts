import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#kernel';
import type { Frame } from './event-frames.js';
import { MachineStream } from './machine-stream.js';

let server: Server;
let sockets: Socket[];
beforeEach(async () => {
  sockets = [];
  server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

/** A stream on a real socket, and how many bytes have come out of its other end. */
async function openStream({
  isDeaf,
}: {
  isDeaf: boolean;
}): Promise<{ stream: MachineStream; response: ServerResponse; received: () => number }> {
  const arrived = new Promise<ServerResponse>((answer) => server.once('request', (_, response) => answer(response)));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  sockets.push(socket);
  let received = 0;
  if (isDeaf) socket.pause();
  else socket.on('data', (chunk) => (received += chunk.length));
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  const response = await arrived;
  response.writeHead(200);
  const stream = new MachineStream(newId<'Org'>(new Date()), newId<'Machine'>(new Date()), response, null);
  return { stream, response, received: () => received };
}

const frame: Frame = { etag: '"e"', shared: Buffer.alloc(30_000, 'x'), endFor: () => '\n\n' };
const MOST_FRAMES = 2_000;

describe('the stream of a machine', () => {
  it('carries the shared part and the machine’s own in one chunk', async () => {
    const { stream, received } = await openStream({ isDeaf: false });
    stream.tell(frame);
    const chunk = `${(30_002).toString(16)}\r\n`.length + 30_002 + 2;
    await expect.poll(received).toBeGreaterThanOrEqual(chunk);
    expect(stream.told).toBe('"e"');
  });

  it('is not written what is for others', async () => {
    const { stream, response } = await openStream({ isDeaf: false });
    stream.tell({ ...frame, endFor: () => null });
    expect(stream.told).toBeNull();
    expect(response.writableLength).toBe(0);
  });

  it('is dropped when the machine leaves too much unread, and not before', async () => {
    const [deaf, other] = [await openStream({ isDeaf: true }), await openStream({ isDeaf: false })];
    let frames = 0;
    for (; frames < MOST_FRAMES && !deaf.response.destroyed; frames += 1) {
      deaf.stream.tell(frame);
      other.stream.tell(frame);
      expect(deaf.response.writableLength).toBeLessThan(400 * 1024);
      await nextTurn();
    }
    expect(frames).toBeLessThan(MOST_FRAMES);
    expect(frames).toBeGreaterThan(5);
    await expect.poll(other.received).toBeGreaterThan((frames - 1) * 30_000);
  });

  it('is dropped when nothing was read between two signs of life', async () => {
    const { stream, response } = await openStream({ isDeaf: true });
    while (response.writableLength === 0) {
      stream.tell(frame);
      await nextTurn();
    }
    stream.beat(Buffer.from(':\n\n'));
    expect(response.destroyed).toBe(false);
    stream.beat(Buffer.from(':\n\n'));
    expect(response.destroyed).toBe(true);
  });

  it('takes a sign of life without anything else having happened', async () => {
    const { stream, response, received } = await openStream({ isDeaf: false });
    for (let i = 1; i <= 3; i += 1) {
      const before = received();
      stream.beat(Buffer.from(':\n\n'));
      await expect.poll(received).toBeGreaterThan(before);
    }
    expect(response.destroyed).toBe(false);
  });
});
