// Both sides of the push: as many open streams to one process of the product as to the raw floor, and the same frame down each.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const STREAMS = 5_000;
const SETTLE_MS = 1_000;
const here = dirname(fileURLToPath(import.meta.url));
const canPin = cpus().length > 1 && existsSync('/usr/bin/taskset');

/** About 17 KB as a document, 24 KB as a frame. */
const policyText = (round) =>
  [
    'version: 1',
    `name: round ${round}`,
    'commands:',
    ...Array.from(
      { length: 130 },
      (_, n) => `  - { id: org.rule-${n}, program: tool-${n}, arguments: [--flag], effect: ask, reason: Rule ${n} }`,
    ),
  ].join('\n');

/** A process of its own, on its own core where there are two: servers on the first, clients on the second. */
async function start(file, args, core) {
  const options = {
    execArgv: ['--expose-gc', '--max-semi-space-size=64', '--no-warnings'],
    env: { ...process.env, NODE_ENV: 'production' },
  };
  const child = canPin
    ? fork(join(here, file), args, {
        ...options,
        execPath: '/usr/bin/taskset',
        execArgv: ['-c', `${core}`, process.execPath, ...options.execArgv],
      })
    : fork(join(here, file), args, options);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${file} ended with ${code}.`);
  });
  ended.catch(() => undefined);
  const heard = async () => (await Promise.race([once(child, 'message'), ended]))[0];
  const ready = await heard();
  const ask = (message) => {
    child.send(message);
    return heard();
  };
  return { child, ready, ask, heard };
}

async function openSide(file, machinesOf) {
  const server = await start(file, [`${STREAMS}`], 0);
  const client = await start('push-client.mjs', [], 1);
  const before = (await server.ask({ do: 'rss' })).rss;
  await client.ask({ do: 'open', port: server.ready.port, machines: machinesOf(server.ready) });
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const after = (await server.ask({ do: 'rss' })).rss;
  return {
    kibPerStream: (after - before) / 1024 / STREAMS,
    /** Milliseconds from the change to the moment at which the last stream has all of it, and the length of the frame. */
    async push(text) {
      await client.ask({ do: 'wait' });
      const arrived = client.heard();
      const { at } = await server.ask({ do: 'publish', text });
      const last = await arrived;
      return { ms: Number(BigInt(last.at) - BigInt(at)) / 1e6, bytes: last.bytes };
    },
    async close() {
      client.child.kill();
      await server.ask({ do: 'stop' });
      server.child.kill();
    },
  };
}

export async function openPush() {
  const ours = await openSide('push-ours.mjs', ({ machines }) => machines);
  const theirs = await openSide('floors-raw-sse.mjs', () => Array.from({ length: STREAMS }, () => ({})));
  let round = 0;
  let frameBytes = 0;
  return {
    ours,
    theirs,
    /** One pair, in turns. */
    async pair() {
      const own = await ours.push(policyText((round += 1)));
      if (own.bytes < 10_000) throw new Error(`The product pushed ${own.bytes} bytes: a notice, not the bundle.`);
      frameBytes = own.bytes;
      const raw = await theirs.push('x'.repeat(frameBytes - 40));
      return { ours: own.ms, theirs: raw.ms };
    },
    async close() {
      await ours.close();
      await theirs.close();
    },
  };
}
