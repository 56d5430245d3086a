import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unfitValue } from './unfit-value.js';

const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}1${']'.repeat(depth)}`) as unknown;

describe('a value that no request may hold', () => {
  it('is a text with U+0000, in a value as in a name, and is named by its place', () => {
    expect(unfitValue({ tags: ['a', 'b\u0000'] })).toMatchObject({ path: 'tags.1' });
    expect(unfitValue({ settings: { 'x\u0000': 1 } })).toMatchObject({ path: 'settings' });
    expect(unfitValue('\u0000')).toMatchObject({ path: '' });
  });

  it('is one that is nested deeper than 64, however deep', () => {
    expect(unfitValue(nested(64))).toBeNull();
    expect(unfitValue(nested(65))).toMatchObject({ message: expect.stringContaining('64') as string });
    expect(unfitValue({ settings: nested(300_000) })).toMatchObject({
      path: expect.stringMatching(/^settings\.0/) as string,
    });
  });

  it('is found in JSON exactly where U+0000 is written', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', '\\', '"', '\u0000', '\u0001', 'u0000', '😀') });
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }), texts, (value, text) => {
        const request = { value, text };
        const isWritten = /(?<!\\)(?:\\\\)*\\u0000/.test(JSON.stringify(request));
        expect(unfitValue(request) !== null).toBe(isWritten);
      }),
    );
  });
});
