// Many machines in one process: opens their streams, and tells when the last of them has a whole new frame. Commanded over IPC.
import { connect } from 'node:net';

const AT_ONCE = 200;
const END = '\n\n\r\n'; // Of a frame, and of the chunk that carries it.
const streams = [];
let waiting = 0;
let lastBytes = 0;
let done = () => undefined;

function openStream(port, headers) {
  const lines = Object.entries({ host: '127.0.0.1', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return new Promise((ready, failed) => {
    const stream = { isReady: false, isWaiting: false, bytes: 0, tail: '' };
    const socket = connect(port, '127.0.0.1');
    socket.on('error', failed).on('close', () => failed(new Error('A stream was closed.')));
    socket.write(`GET /agent/v1/events HTTP/1.1\r\n${lines.join('')}\r\n`);
    socket.on('data', (chunk) => {
      stream.bytes += chunk.length;
      stream.tail = (stream.tail + chunk.subarray(-END.length).latin1Slice()).slice(-END.length);
      if (stream.tail !== END) return;
      if (!stream.isReady) {
        stream.isReady = true;
        ready();
      } else if (stream.isWaiting) {
        stream.isWaiting = false;
        lastBytes = stream.bytes;
        if (--waiting === 0) done();
      }
    });
    streams.push(stream);
  });
}

const commands = {
  async open({ port, machines }) {
    for (let from = 0; from < machines.length; from += AT_ONCE) {
      await Promise.all(machines.slice(from, from + AT_ONCE).map((headers) => openStream(port, headers)));
    }
    return {};
  },
  /** Answers twice: when it waits, and when all have come. */
  async wait() {
    waiting = streams.length;
    for (const stream of streams) Object.assign(stream, { isWaiting: true, bytes: 0 });
    const all = new Promise((resolve) => (done = resolve));
    process.send({ isWaiting: true });
    await all;
    return { at: String(process.hrtime.bigint()), bytes: lastBytes };
  },
};
process.on('message', async (message) => process.send(await commands[message.do](message)));
process.send({});
