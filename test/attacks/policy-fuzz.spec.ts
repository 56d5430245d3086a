import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fuzzPolicy } from './policy-fuzz.js';

// `npm run fuzz -- 10000000` asks millions, with another seed each time.
const INPUTS = 1_500;

describe('a policy', () => {
  it('answers no dangerous command softer for being written in another way, and answers whatever it is given', () => {
    const root = fileURLToPath(new URL('../../', import.meta.url));
    const { softer, unread, thrown } = fuzzPolicy({ root, inputs: INPUTS, seed: 20_261, clock: () => 0 });
    expect({ softer, unread, thrown }).toEqual({ softer: [], unread: [], thrown: [] });
  }, 60_000);
});
