import { openPoll } from '../poll.mjs';
import { cpuOf } from '../process.mjs';

const PAIRS = 5;
const SECONDS = 3;

/** What one unchanged answer costs the processor, whatever else the machine does meanwhile. */
export const row = {
  name: 'poll-cpu',
  what: 'processor time of a policy poll answered 304, beside raw node:http',
  unit: 'µs',
  better: 'less',
  required: 1.5,
  stretch: 1.15,
  async measure() {
    const poll = await openPoll();
    const costOf = async ({ pid }, run) => {
      const before = cpuOf(pid);
      const { requests, seconds } = await run();
      // The half second before counting began was work too.
      return (cpuOf(pid) - before) / (requests * ((seconds + 0.5) / seconds));
    };
    const ours = [];
    const theirs = [];
    for (let n = 0; n < PAIRS; n += 1) {
      ours.push(await costOf(poll.ours, () => poll.pollOurs(304, SECONDS)));
      theirs.push(await costOf(poll.theirs, async () => poll.pollTheirs(304, SECONDS)));
    }
    await poll.close();
    return { ours, theirs };
  },
};
