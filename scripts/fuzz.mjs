// `npm run fuzz -- 10000000 [seed] [--total] [--workers 1] [--report FILE]`: so many questions for the policy engine, in pieces of a hundred thousand.
// Prints what was answered softer than what it rewrites, what was allowed unread, what threw and what took too long. With `--total` nothing is
// compared: it prints what threw, what was answered with no whole decision, what took too long or has no end; ten million take an hour or so.
// A report is written, piece by piece, as lines of JSON: what has been found is kept when the run is ended.
import { appendFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { bundleHarness } from './bundle-harness.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const PIECE = 100_000;
/** No machine is so busy that one question stands so long. */
const NO_END_MS = 180_000;
const FAULTS = ['softer', 'unread', 'thrown', 'misshapen', 'late', 'endless'];

if (isMainThread) await main();
else await work();

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      total: { type: 'boolean', default: false },
      workers: { type: 'string', default: '1' },
      report: { type: 'string' },
    },
  });
  const [inputs = '1000000', seed = String(Date.now() % 1_000_000)] = positionals;
  const pieces = piecesOf(Number(inputs), Number(seed));
  console.error(`  ${inputs} inputs, seed ${seed}`);
  const bundle = await bundleHarness(`test/attacks/${values.total ? 'policy-totality' : 'policy-fuzz'}.ts`);
  const all = { inputs: 0, characters: 0, slowest: { text: '', milliseconds: 0 } };
  await Promise.all(Array.from({ length: Number(values.workers) }, () => worker(bundle, pieces, add)));
  print(all);
  process.exit(faultsIn(all) > 0 ? 1 : 0);

  function add(seed, found) {
    for (const count of ['inputs', 'characters']) all[count] += found[count] ?? 0;
    for (const kind of FAULTS) if (found[kind] !== undefined) all[kind] = [...(all[kind] ?? []), ...found[kind]];
    if (found.slowest.milliseconds > all.slowest.milliseconds) all.slowest = found.slowest;
    if (values.report) appendFileSync(values.report, `${JSON.stringify({ seed, ...found })}\n`);
    console.error(`  ${all.inputs} of ${inputs}, ${faultsIn(all)} faults`);
  }
}

/** Each with a seed of its own, so that one can be asked again by itself: `npm run fuzz -- 100000 SEED`. */
function piecesOf(inputs, seed) {
  return Array.from({ length: Math.ceil(inputs / PIECE) }, (_, at) => ({
    seed: seed + at,
    inputs: Math.min(PIECE, inputs - at * PIECE),
  }));
}

/** One thread that takes piece after piece. What stands still is ended and told: the same seed comes to the same question again. */
function worker(bundle, pieces, add) {
  return new Promise((resolve, reject) => {
    const asked = new Int32Array(new SharedArrayBuffer(4));
    const thread = new Worker(fileURLToPath(import.meta.url), { workerData: { bundle, asked } });
    let piece;
    let last = -1;
    const watch = setInterval(() => {
      const now = Atomics.load(asked, 0);
      if (now !== last || piece === undefined) last = now;
      else end(() => add(piece.seed, { endless: [`question ${now} of seed ${piece.seed}`], slowest: NOTHING }));
    }, NO_END_MS);
    const end = (after) => {
      clearInterval(watch);
      after();
      void thread.terminate().then(resolve);
    };
    const next = () => {
      piece = pieces.shift();
      last = -1;
      if (piece === undefined) end(() => {});
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

const NOTHING = { text: '', milliseconds: 0 };

async function work() {
  const { fuzzPolicy, fuzzTotality } = await import(workerData.bundle);
  // The processor time of this thread: what else the machine does, or this process beside it, is no fault of an answer.
  const clock = () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  const asked = (count) => Atomics.store(workerData.asked, 0, count);
  parentPort.on('message', (piece) =>
    parentPort.postMessage((fuzzTotality ?? fuzzPolicy)({ root, ...piece, clock, asked })),
  );
}

function faultsIn(all) {
  return FAULTS.reduce((sum, kind) => sum + (all[kind]?.length ?? 0), 0);
}

function print(all) {
  const kinds = new Map();
  for (const { from, to, was, is } of all.softer ?? []) {
    const kind = `${is}, was ${was}: ${from}`;
    if ((kinds.get(kind)?.length ?? Infinity) > to.length) kinds.set(kind, to);
  }
  for (const [kind, to] of [...kinds].slice(0, 200)) console.log(`${kind}\n    ${JSON.stringify(to)}`);
  some(all.unread, (text) => `allowed unread: ${JSON.stringify(text.slice(0, 300))}`);
  some(all.thrown, (text) => `threw: ${text.slice(0, 600)}`);
  some(all.misshapen, (text) => `no whole decision: ${JSON.stringify(text.slice(0, 300))}`);
  some(all.late, ({ text, milliseconds }) => {
    const begin = JSON.stringify(text.slice(0, 200));
    return `took ${Math.round(milliseconds)} ms: ${text.length} characters, ${begin}`;
  });
  some(all.endless, (which) => `no end: ${which}`);
  console.log(JSON.stringify(figuresOf(all)));
}

function some(found, line) {
  for (const one of (found ?? []).slice(0, 50)) console.log(line(one));
}

function figuresOf({ inputs, characters, slowest, ...all }) {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  return {
    inputs,
    ...(characters > 0 && { characters }),
    ...Object.fromEntries(FAULTS.filter((kind) => kind in all).map((kind) => [kind, all[kind].length])),
    slowestMilliseconds: Math.round(slowest.milliseconds),
    slowestCharacters: slowest.text.length,
    slowest: slowest.text.slice(0, 300),
    processorSeconds: Math.round((userCPUTime + systemCPUTime) / 1_000_000),
    mostMegabytes: Math.round(maxRSS / 1024),
  };
}
