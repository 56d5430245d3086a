import { openPoll } from '../poll.mjs';

const PAIRS = 5;
const SECONDS = 3;

const pollRow = (kind) => ({
  name: `poll-${kind}`,
  what: `policy poll answered ${kind}, authenticated by DPoP, beside raw node:http`,
  unit: 'req/s',
  better: 'more',
  required: 0.7,
  stretch: 0.9,
  async measure() {
    const poll = await openPoll();
    const ours = [];
    const theirs = [];
    for (let n = 0; n < PAIRS; n += 1) {
      ours.push((await poll.pollOurs(kind, SECONDS)).rps);
      theirs.push(poll.pollTheirs(kind, SECONDS).rps);
    }
    await poll.close();
    return { ours, theirs };
  },
});

export const rows = [pollRow(200), pollRow(304)];
