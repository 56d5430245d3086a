// Both sides of the policy poll, standing ready: the product with an org, a policy and a machine, and the raw floor with the same body.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importHarness } from '../scripts/bundle-harness.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const CONNECTIONS = 64;

/** A policy whose bundle is about as long as that of a real org. */
const policyText = (rules) =>
  [
    'version: 1',
    'commands:',
    ...Array.from({ length: rules }, (_, n) =>
      [
        `  - id: org.rule-${n}`,
        `    effect: ${['allow', 'ask', 'reject'][n % 3]}`,
        `    program: tool-${n}`,
        `    arguments: ["--flag-${n}"]`,
        `    reason: Rule number ${n} of the organisation.`,
      ].join('\n'),
    ),
  ].join('\n');

export async function openPoll() {
  const { openStandAlone } = await importHarness('test/harness/stand.ts');
  const stand = await openStandAlone();
  await stand.publish(policyText(120));
  const machine = await stand.enrol();
  const dpop = await machine.proofFor('GET', '/agent/v1/bundle');
  const first = await machine.ask('GET', '/agent/v1/bundle', { dpop });
  const body = Buffer.from(await first.arrayBuffer());
  if (first.status !== 200) throw new Error(`The product answered ${first.status} to the poll: ${body}`);
  /** The tag of what stands now: what was published last may have been signed anew when every process had heard of it. */
  const etagNow = async () => {
    const answer = await machine.ask('GET', '/agent/v1/bundle');
    await answer.arrayBuffer();
    return answer.headers.get('etag');
  };

  mkdirSync(join(here, '../.cache/bench'), { recursive: true });
  const bodyFile = join(here, '../.cache/bench/bundle.json');
  writeFileSync(bodyFile, body);
  const raw = spawn(process.execPath, ['--max-semi-space-size=64', join(here, 'floors-raw-http.mjs'), bodyFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const floor = await new Promise((resolve) => raw.stdout.once('data', (line) => resolve(JSON.parse(line))));

  const requestOf = (path, headers) =>
    `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')}\r\n`;
  return {
    bytes: body.length,
    ours: { pid: stand.product.pid },
    theirs: { pid: raw.pid },
    /** Polls for a while; a proof is good for a minute, so each pass brings a new one. */
    async pollOurs(kind, seconds, rate) {
      const proof = await machine.proofFor('GET', '/agent/v1/bundle');
      const headers = {
        authorization: `DPoP ${machine.token}`,
        dpop: proof,
        host: `127.0.0.1:${stand.product.port}`,
        ...(kind === 304 && { 'if-none-match': await etagNow() }),
      };
      return load(
        stand.product.port,
        requestOf('/agent/v1/bundle', headers).replace('host: 127.0.0.1\r\n', ''),
        seconds,
        kind,
        rate,
      );
    },
    /** The floor reads a request as long as ours, and makes nothing of the proof. */
    pollTheirs: (kind, seconds, rate) =>
      load(
        floor.port,
        requestOf('/policy', {
          authorization: 'DPoP tok-7',
          dpop,
          ...(kind === 304 && { 'if-none-match': floor.etag }),
        }),
        seconds,
        kind,
        rate,
      ),
    async close() {
      raw.kill();
      await stand.product.remove();
    },
  };
}

function load(port, request, seconds, expected, rate) {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [join(here, 'load.mjs'), `${port}`, `${CONNECTIONS}`, `${seconds}`, ...(rate === undefined ? [] : [`${rate}`])],
    { input: request, encoding: 'utf8' },
  );
  if (stdout === '') throw new Error(stderr);
  const result = JSON.parse(stdout);
  const others = Object.keys(result.statuses).filter((status) => status !== `${expected}`);
  if (others.length > 0) throw new Error(`Answers other than ${expected}: ${JSON.stringify(result.statuses)}`);
  return { rps: result.requests / result.seconds, ...result };
}
