import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rfc3339 } from './moment.js';

describe('rfc3339', () => {
  it('spells every moment as a Date does, whatever was asked before', () => {
    const last = Date.parse('9999-12-31T23:59:59.999Z');
    const moment = fc.oneof(fc.integer({ min: 0, max: last }), fc.integer({ min: 1.7e12, max: 1.7e12 + 130_000 }));
    fc.assert(
      fc.property(moment, (ms) => {
        expect(rfc3339(ms)).toBe(new Date(ms).toISOString());
      }),
      { numRuns: 2_000 },
    );
    expect(rfc3339(last)).toBe('9999-12-31T23:59:59.999Z');
  });
});
