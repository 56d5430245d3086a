import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fuzzPolicy } from './policy-fuzz.js';
import { fuzzTotality } from './policy-totality.js';

// `npm run fuzz -- 10000000` asks millions, with another seed each time.
const INPUTS = 1_500;
const root = fileURLToPath(new URL('../../', import.meta.url));

describe('a policy', () => {
  it('answers no dangerous command softer for being written in another way, and answers whatever it is given', () => {
    const { softer, unread, thrown } = fuzzPolicy({
      root,
      inputs: INPUTS,
      seed: 20_261,
      clock: () => 0,
      asked: () => undefined,
    });
    expect({ softer, unread, thrown }).toEqual({ softer: [], unread: [], thrown: [] });
  }, 60_000);

  it('answers whatever it is asked about, of whatever tool, with a whole decision', () => {
    const { thrown, misshapen } = fuzzTotality({
      root,
      inputs: INPUTS,
      seed: 20_262,
      clock: () => 0,
      asked: () => undefined,
    });
    expect({ thrown, misshapen }).toEqual({ thrown: [], misshapen: [] });
  }, 60_000);
});
