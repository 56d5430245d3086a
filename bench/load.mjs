// A load generator of its own process: one request at a time on each of many connections, as fast as they are answered, or so many a second.
//   node load.mjs PORT CONNECTIONS SECONDS [RATE] < request     prints {"requests":…,"seconds":…,"statuses":{…},"p50":…,"p99":…}
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';

const [port, connections, seconds, rate = Infinity] = process.argv.slice(2).map(Number);
/** A connection's share of the rate. Its latency counts from when the request was due: who is late must not hide it. */
const everyMs = (1_000 * connections) / rate;
const request = readFileSync(0);
const statuses = {};
const latencies = [];
let requests = 0;
let counting = false;
const warmUpMs = 500;

/** Keeps one connection busy. Answers carry a Content-Length, or have no body (304). */
function busy() {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let pending = Buffer.alloc(0);
  let missing = -1;
  let sentAt = 0;
  const send = () => {
    const now = performance.now();
    const due = everyMs === 0 || sentAt === 0 ? now : sentAt + everyMs;
    sentAt = due;
    if (due > now) setTimeout(() => socket.write(request), due - now);
    else socket.write(request);
  };
  const answered = () => {
    missing = -1;
    if (counting) {
      requests += 1;
      latencies.push(performance.now() - sentAt);
    }
    send();
  };
  const head = () => {
    const end = pending.indexOf('\r\n\r\n');
    if (end === -1) return false;
    const text = pending.latin1Slice(0, end);
    const status = text.slice(9, 12);
    if (counting) statuses[status] = (statuses[status] ?? 0) + 1;
    const length = /\r\ncontent-length: (\d+)/i.exec(text);
    if (length === null && status !== '304' && status !== '204') throw new Error(`No Content-Length in: ${text}`);
    missing = status === '304' || status === '204' ? 0 : Number(length[1]);
    pending = pending.subarray(end + 4);
    return true;
  };
  socket.on('connect', send);
  socket.on('data', (chunk) => {
    if (missing > 0 && pending.length === 0 && chunk.length < missing) return void (missing -= chunk.length);
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    while (missing !== -1 || head()) {
      if (pending.length < missing) {
        missing -= pending.length;
        pending = Buffer.alloc(0);
        return;
      }
      pending = pending.subarray(missing);
      answered();
      if (pending.length === 0) return;
    }
  });
  socket.on('error', (error) => {
    throw error;
  });
}

for (let n = 0; n < connections; n += 1) busy();
setTimeout(() => {
  counting = true;
  const begun = performance.now();
  setTimeout(() => {
    const elapsed = (performance.now() - begun) / 1_000;
    latencies.sort((a, b) => a - b);
    const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
    console.log(JSON.stringify({ requests, seconds: elapsed, statuses, p50: at(0.5), p99: at(0.99) }));
    process.exit(0);
  }, seconds * 1_000);
}, warmUpMs);
