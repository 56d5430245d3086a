// Evidence coming in, end to end and durable: OTLP protobuf in gzip, a token and a proof, each record sealed and in the tree, committed, 200.
import { bodies, EVENTS, flood, openIntake, paced, zipped } from '../intake.mjs';
import { cpuOf } from '../process.mjs';

const PAIRS = 3;
const REQUESTS = 48;
/** Until what runs all the time is compiled, on either side. */
const WARM_UP = 64;

/** Events that a core of the application could take in a second: what one event costs its process, whatever else runs. */
async function perCore(side, ready) {
  const before = cpuOf(side.pid);
  await flood(side, ready);
  return 1e6 / ((cpuOf(side.pid) - before) / (ready.length * EVENTS));
}

/** Both sides in turns, warm. */
async function rates(intake) {
  const rate = { ours: [], theirs: [] };
  for (const side of [intake.ours, intake.theirs]) await flood(side, await fresh(WARM_UP));
  for (let n = 0; n < PAIRS; n += 1) {
    rate.theirs.push(await perCore(intake.theirs, await fresh(REQUESTS)));
    rate.ours.push(await perCore(intake.ours, await fresh(REQUESTS)));
  }
  return rate;
}

const fresh = async (count) => zipped(await bodies(count));

let measured;
const figures = () => (measured ??= beside(rateAndLatency));

/** @param program what the product is held against, where it is not the floor */
async function beside(measure, program) {
  const intake = await openIntake({}, program);
  try {
    return await measure(intake);
  } finally {
    await intake.close();
  }
}

async function rateAndLatency(intake) {
  const rate = await rates(intake);
  // Half of what ours could take, to both.
  const begun = performance.now();
  await flood(intake.ours, await fresh(REQUESTS));
  const everyMs = ((performance.now() - begun) / REQUESTS) * 2;
  const latency = { ours: [], theirs: [] };
  for (let n = 0; n < PAIRS; n += 1) {
    latency.theirs.push(p99(await paced(intake.theirs, await fresh(REQUESTS), everyMs)));
    latency.ours.push(p99(await paced(intake.ours, await fresh(REQUESTS), everyMs)));
  }
  return { rate, latency };
}

const p99 = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length * 0.99)];

const rate = {
  name: 'intake',
  what: 'events taken a second by a core of the application, beside a raw pipeline with a slicer for exactly this request (2a)',
  unit: 'events/s',
  better: 'more',
  required: 0.6,
  stretch: 0.85,
  measure: async () => (await figures()).rate,
};

const latency = {
  name: 'intake-p99',
  what: 'the slowest of a hundred requests of 512 events, at half of what the product takes, beside the raw pipeline at the same rate (2g)',
  unit: 'ms',
  better: 'less',
  required: 2,
  stretch: 1.3,
  measure: async () => (await figures()).latency,
};

const plain = {
  name: 'intake-plain',
  what: 'events taken a second by a core of the application, beside protobufjs and createMany of Prisma (2b)',
  unit: 'events/s',
  better: 'more',
  required: 4,
  stretch: 6,
  measure: () => beside(rates, 'peers/plain-ingest.mjs'),
};

export const rows = [rate, latency, plain];
