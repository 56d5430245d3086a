import { openPush, STREAMS } from '../push.mjs';

const PAIRS = 7;
/** For what the floor has not to do: the signal through PostgreSQL, reading the change, signing it. */
const ALLOWED_MS = 20;

/** How fast a whole fleet has a new policy, and what a connected machine costs while nothing happens. */
export const rows = [
  {
    name: 'push',
    what: `publish committed until the last of ${STREAMS} streams has the whole bundle, less ${ALLOWED_MS} ms, beside a raw hub`,
    unit: 'ms',
    better: 'less',
    required: 1.5,
    stretch: 1.2,
    async measure() {
      const push = await openPush();
      await push.pair();
      const ours = [];
      const theirs = [];
      for (let n = 0; n < PAIRS; n += 1) {
        const pair = await push.pair();
        ours.push(pair.ours - ALLOWED_MS);
        theirs.push(pair.theirs);
      }
      await push.close();
      return { ours, theirs };
    },
  },
  {
    name: 'push-rss',
    what: 'memory for each connected machine, beside a raw hub',
    unit: 'KiB',
    better: 'less',
    required: 1.5,
    stretch: 1.2,
    async measure() {
      const push = await openPush();
      await push.close();
      return { ours: [push.ours.kibPerStream], theirs: [push.theirs.kibPerStream] };
    },
  },
];
