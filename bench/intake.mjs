// Both sides of intake, standing ready: the product with machines that may report, and the raw floor, each on a PostgreSQL of its own.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { startEmbeddedPostgres } from '#platform/database';
import { importHarness } from '../scripts/bundle-harness.mjs';
import { LogsRequest } from './logs-request.mjs';

const here = dirname(fileURLToPath(import.meta.url));
export const EVENTS = 512;
export const CONNECTIONS = 8;
const PATH = '/otlp/v1/logs';

/** Requests of new events: an event that is sent again would be known by its id, and cost less. */
export async function bodies(count) {
  const { decisionEvent, logsOf } = await importHarness('test/harness/machine.ts');
  return Array.from({ length: count }, (_, n) => {
    const events = Array.from({ length: EVENTS }, (__, i) =>
      decisionEvent({
        session: `session-${n % 40}`,
        command: `npm test -- --run ${n}-${i} && git commit -m "${'what was done, in words '.repeat(12)}"`,
      }),
    );
    return LogsRequest.encode(LogsRequest.fromObject(logsOf(events))).finish();
  });
}

/** @param beside the program that the product is held against, in this folder */
export async function openIntake(options = {}, beside = 'floors-raw-ingest.mjs') {
  const { openStandAlone } = await importHarness('test/harness/stand.ts');
  const stand = await openStandAlone(options);
  const machines = [];
  for (let n = 0; n < CONNECTIONS * 2; n += 1) machines.push(await stand.enrol(`bench-${n}`));

  const folder = mkdtempSync(join(tmpdir(), 'castellan-bench-'));
  const server = await startEmbeddedPostgres({ folder, password: 'bench' });
  const raw = spawn(process.execPath, ['--max-semi-space-size=64', join(here, beside), server.ownerUrl], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const floor = await new Promise((resolve) => raw.stdout.once('data', (line) => resolve(JSON.parse(line))));

  let turn = 0;
  const ours = async (body) => {
    const machine = machines[turn++ % machines.length];
    const dpop = await machine.proofFor('POST', PATH);
    return {
      port: options.port ?? stand.product.port,
      headers: { authorization: `DPoP ${machine.token}`, dpop },
      body,
    };
  };
  // The floor reads a proof as long as ours, and makes nothing of it.
  const dpop = await machines[0].proofFor('POST', PATH);
  const theirs = async (body) => ({ port: floor.port, headers: { authorization: 'DPoP tok-7', dpop }, body });
  return {
    stand,
    machine: machines[0],
    ours: { pid: stand.product.pid, send: ours },
    theirs: { pid: raw.pid, send: theirs },
    async close() {
      raw.kill();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
      await stand.product.remove();
    },
  };
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** Sends one request; milliseconds until its answer. @throws when the answer is not 200 */
export function post({ port, headers, body }) {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const request = httpRequest(
      {
        agent,
        port,
        host: '127.0.0.1',
        path: PATH,
        method: 'POST',
        headers: {
          ...headers,
          'content-type': 'application/x-protobuf',
          'content-encoding': 'gzip',
          'content-length': body.length,
        },
      },
      (response) => {
        response.resume();
        response.on('end', () =>
          response.statusCode === 200
            ? resolve(performance.now() - begun)
            : reject(new Error(`Intake answered ${response.statusCode}.`)),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** Sends all of `ready` over a few connections, each as fast as it is answered. */
export async function flood(side, ready) {
  const left = [...ready];
  const worker = async () => {
    for (let body = left.pop(); body !== undefined; body = left.pop()) await post(await side.send(body));
  };
  await thenHangUp(Promise.all(Array.from({ length: CONNECTIONS }, worker)));
}

/** Sends all of `ready`, one every `everyMs`, whether the one before was answered or not; the latencies. */
export async function paced(side, ready, everyMs) {
  const begun = performance.now();
  const one = async (body, n) => {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, begun + n * everyMs - performance.now())));
    return post(await side.send(body));
  };
  return thenHangUp(Promise.all(ready.map(one)));
}

/** Ends the connections when all is answered: the server would end them while the other side has its turn, perhaps just when they are used again. */
async function thenHangUp(answers) {
  try {
    return await answers;
  } finally {
    agent.destroy();
  }
}

export const zipped = (all) => all.map((body) => gzipSync(body, { level: 1 }));
