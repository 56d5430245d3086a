import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathMatcher } from './glob.js';
import { PathIndex } from './path-index.js';

const segment = fc.constantFrom('a', 'b', 'ab', '.git', 'hooks', '.env', 'x.pem', 'A');
const wild = fc.constantFrom('*', '**', '*.pem', '.e*', '?', 'a?', 'a*b');
const path = fc.array(segment, { minLength: 1, maxLength: 5 }).map((parts) => `/${parts.join('/')}`);
const pattern = fc
  .tuple(fc.constantFrom('/', '**/', '**'), fc.array(fc.oneof(segment, wild), { minLength: 1, maxLength: 4 }))
  .map(([begin, parts]) => `${begin}${parts.join('/')}`);

describe('the index of paths', () => {
  it.each([
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ])('finds what trying each pattern finds (case folded: %s, with folders: %s)', (foldCase, withFolders) => {
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 8 }), path, (patterns, given) => {
        const index = new PathIndex(
          patterns.map((each, value) => ({ pattern: each, value })),
          { foldCase, withFolders },
        );
        const expected = patterns.flatMap((each, value) => {
          const fits = pathMatcher(each, { foldCase });
          return fits(given) || (withFolders && fits(`${given}/`)) ? [value] : [];
        });
        expect([...new Set(index.find(given))]).toEqual(expected);
        expect(index.has(given)).toBe(expected.length > 0);
      }),
      { numRuns: 3_000 },
    );
  });
});
