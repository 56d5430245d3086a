import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#kernel';
import { frameOf } from './event-frames.js';
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
  version = '1.1',
}: {
  isDeaf: boolean;
  version?: string;
}): Promise<{ stream: MachineStream; response: ServerResponse; received: () => number; text: () => string }> {
  const arrived = new Promise<ServerResponse>((answer) => server.once('request', (_, response) => answer(response)));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  sockets.push(socket);
  let received = 0;
  let text = '';
  if (isDeaf) socket.pause();
  else
    socket.on('data', (chunk: Buffer) => {
      received += chunk.length;
      text += chunk.toString('latin1');
    });
  socket.write(`GET / HTTP/${version}\r\nhost: x\r\n\r\n`);
  const response = await arrived;
  response.writeHead(200);
  const stream = new MachineStream(newId<'Org'>(new Date()), newId<'Machine'>(new Date()), response, null);
  return { stream, response, received: () => received, text: () => text };
}

const frame = frameOf('"e"', Buffer.alloc(30_000, 'x'), () => '\n\n');
const MOST_FRAMES = 2_000;

describe('the stream of a machine', () => {
  it('carries the shared part and the machine’s own, each a chunk', async () => {
    const { stream, received } = await openStream({ isDeaf: false });
    stream.tell(frame);
    await expect.poll(received).toBeGreaterThanOrEqual('7530\r\n'.length + 30_000 + '\r\n2\r\n\n\n\r\n'.length);
    expect(stream.told).toBe('"e"');
  });

  it('carries no chunks to a proxy that speaks HTTP/1.0', async () => {
    const { stream, text } = await openStream({ isDeaf: false, version: '1.0' });
    stream.tell({ ...frameOf('"e"', Buffer.from('data: shared'), () => ' own\n\n') });
    await expect.poll(text).toMatch(/\r\n\r\ndata: shared own\n\n$/);
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
