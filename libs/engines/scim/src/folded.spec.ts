import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { folded } from './folded.js';

describe('a text without case', () => {
  it.each([
    ['ADA@Example.COM', 'ada@example.com'],
    ['ÉVE', 'Éve'],
    ['İSTANBUL', 'İstanbul'],
    ['ΟΔΟΣ', 'ΟΔΟΣ'],
    ['Aß😀B', 'aß😀b'],
  ])('of %s is %s', (text, expected) => expect(folded(text)).toBe(expected));

  it('is as long as the text, stays as it is when folded again, and merges no two that case in Unicode tells apart', () => {
    const word = fc.string({ unit: 'binary', maxLength: 20 });
    fc.assert(
      fc.property(word, word, (one, other) => {
        expect(folded(one)).toHaveLength(one.length);
        expect(folded(folded(one))).toBe(folded(one));
        if (folded(one) === folded(other)) expect(one.toLowerCase()).toBe(other.toLowerCase());
      }),
    );
  });
});
