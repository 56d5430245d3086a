import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryBundle, parseEntryBundle, parseTilePath, tilePath, tileWidth } from './tile.js';

describe('tile paths', () => {
  it.each([
    ['tile/0/000', { level: 0, index: 0, width: 256 }],
    ['tile/0/x001/x234/067', { level: 0, index: 1_234_067, width: 256 }],
    ['tile/1/001.p/17', { level: 1, index: 1, width: 17 }],
    ['tile/entries/x123/456.p/255', { level: 'entries' as const, index: 123_456, width: 255 }],
  ])('spell %s', (text, path) => {
    expect(tilePath(path)).toBe(text);
    expect(parseTilePath(text.slice('tile/'.length))).toEqual(path);
  });

  it('have one spelling each', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 63 }),
        fc.nat({ max: 999_999_999 }),
        fc.integer({ min: 1, max: 256 }),
        (level, index, width) => {
          expect(parseTilePath(tilePath({ level, index, width }).slice('tile/'.length))).toEqual({
            level,
            index,
            width,
          });
        },
      ),
    );
  });

  it.each([
    '0/0',
    '0/x000/001',
    '00/000',
    '64/000',
    '0/000.p/0',
    '0/000.p/256',
    '0/000.p/017',
    '0/x1/000',
    '0/001/002',
    'entries',
    '0/../1',
    '',
  ])('refuse %s', (text) => {
    expect(parseTilePath(text)).toBeNull();
  });
});

describe('tileWidth', () => {
  it('is full before the edge, partial at it and nothing behind it', () => {
    expect([0, 1, 2, 3].map((index) => tileWidth(700, 0, index))).toEqual([256, 256, 188, 0]);
    expect([0, 1].map((index) => tileWidth(700, 1, index))).toEqual([2, 0]);
  });
});

describe('entry bundles', () => {
  it('come apart as they were put together', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }), (leaves) => {
        expect(parseEntryBundle(entryBundle(leaves)).map((leaf) => [...leaf])).toEqual(leaves.map((leaf) => [...leaf]));
      }),
    );
  });

  it('refuse a length that points past the end', () => {
    expect(() => parseEntryBundle(Buffer.from([0, 5, 1, 2]))).toThrow(RangeError);
  });
});
