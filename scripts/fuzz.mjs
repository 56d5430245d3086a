// `npm run fuzz -- 10000000 [seed] [--workers 1] [--report FILE]`: so many questions for the policy engine, in pieces of a hundred thousand.
// Prints what was answered softer than what it rewrites, what was allowed unread, what threw and what took too long. A report is written, piece by piece, as
// lines of JSON: what has been found is kept when the run is ended.
import { appendFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { bundleHarness } from './bundle-harness.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const PIECE = 100_000;

if (isMainThread) await main();
else await work();

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { workers: { type: 'string', default: '1' }, report: { type: 'string' } },
  });
  const [inputs = '1000000', seed = String(Date.now() % 1_000_000)] = positionals;
  const pieces = piecesOf(Number(inputs), Number(seed));
  console.error(`  ${inputs} inputs, seed ${seed}`);
  const bundle = await bundleHarness('test/attacks/policy-fuzz.ts');
  const total = { inputs: 0, softer: [], unread: [], thrown: [], late: [], slowest: { text: '', milliseconds: 0 } };
  await Promise.all(
    Array.from({ length: Number(values.workers) }, () => worker(bundle, pieces, (seed, found) => add(seed, found))),
  );
  print(total);
  process.exit(faultsIn(total) > 0 ? 1 : 0);

  function add(seed, found) {
    total.inputs += found.inputs;
    for (const kind of ['softer', 'unread', 'thrown', 'late']) total[kind].push(...found[kind]);
    if (found.slowest.milliseconds > total.slowest.milliseconds) total.slowest = found.slowest;
    if (values.report) appendFileSync(values.report, `${JSON.stringify({ seed, ...found })}\n`);
    console.error(`  ${total.inputs} of ${inputs}, ${faultsIn(total)} faults`);
  }
}

/** Each with a seed of its own, so that one can be asked again by itself: `npm run fuzz -- 100000 SEED`. */
function piecesOf(inputs, seed) {
  return Array.from({ length: Math.ceil(inputs / PIECE) }, (_, at) => ({
    seed: seed + at,
    inputs: Math.min(PIECE, inputs - at * PIECE),
  }));
}

/** One thread that takes piece after piece. */
function worker(bundle, pieces, add) {
  return new Promise((resolve, reject) => {
    const thread = new Worker(fileURLToPath(import.meta.url), { workerData: { bundle } });
    let piece;
    const next = () => {
      piece = pieces.shift();
      if (piece === undefined) void thread.terminate().then(resolve);
      else thread.postMessage(piece);
    };
    thread.on('message', (found) => {
      add(piece.seed, found);
      next();
    });
    thread.on('error', reject);
    next();
  });
}

async function work() {
  const { fuzzPolicy } = await import(workerData.bundle);
  // The processor time of this thread: what else the machine does, or this process beside it, is no fault of an answer.
  const clock = () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  parentPort.on('message', ({ inputs, seed }) => parentPort.postMessage(fuzzPolicy({ root, inputs, seed, clock })));
}

function faultsIn({ softer, unread, thrown, late }) {
  return softer.length + unread.length + thrown.length + late.length;
}

function print({ inputs, softer, unread, thrown, late, slowest }) {
  const kinds = new Map();
  for (const { from, to, was, is } of softer) {
    const kind = `${is}, was ${was}: ${from}`;
    if ((kinds.get(kind)?.length ?? Infinity) > to.length) kinds.set(kind, to);
  }
  for (const [kind, to] of [...kinds].slice(0, 200)) console.log(`${kind}\n    ${JSON.stringify(to)}`);
  for (const text of unread.slice(0, 50)) console.log(`allowed unread: ${JSON.stringify(text.slice(0, 300))}`);
  for (const text of thrown.slice(0, 50)) console.log(`threw: ${text.slice(0, 600)}`);
  for (const { text, milliseconds } of late.slice(0, 50))
    console.log(
      `took ${Math.round(milliseconds)} ms: ${text.length} characters, ${JSON.stringify(text.slice(0, 200))}`,
    );
  console.log(
    JSON.stringify({
      inputs,
      softer: softer.length,
      unread: unread.length,
      thrown: thrown.length,
      late: late.length,
      slowestMilliseconds: Math.round(slowest.milliseconds),
      slowest: slowest.text.slice(0, 300),
    }),
  );
}
