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

const atHalf = {
  name: 'poll-p99',
  what: 'the slowest of a hundred polls answered 200, at half of the rate that raw node:http could take, beside it at the same rate',
  unit: 'ms',
  better: 'less',
  required: 1.5,
  stretch: 1.2,
  async measure() {
    const poll = await openPoll();
    const half = poll.pollTheirs(200, SECONDS).rps / 2;
    const ours = [];
    const theirs = [];
    for (let n = 0; n < PAIRS; n += 1) {
      ours.push((await poll.pollOurs(200, SECONDS, half)).p99);
      theirs.push(poll.pollTheirs(200, SECONDS, half).p99);
    }
    await poll.close();
    return { ours, theirs };
  },
};

export const rows = [pollRow(200), pollRow(304), atHalf];
