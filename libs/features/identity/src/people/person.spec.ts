import { describe, expect, it } from 'vitest';
import { canonicalEmail } from './person.js';

describe('the one spelling of an address', () => {
  it('is the same however its letters and the space around it were written', () => {
    expect(canonicalEmail('  Grace@Example.COM ')).toBe('grace@example.com');
  });

  it.each([
    ['the sign of Kelvin', '\u212aim@example.com', 'kim@example.com'],
    ['a dotted capital I', '\u0130da@example.com', 'ida@example.com'],
    ['a long s', 'bo\u017f@example.com', 'bos@example.com'],
    ['letters of full width', '\uff2bim@example.com', 'kim@example.com'],
  ])('makes nobody else’s address of one with %s', (_what, written, hers) => {
    expect(canonicalEmail(written)).not.toBe(hers);
  });
});
