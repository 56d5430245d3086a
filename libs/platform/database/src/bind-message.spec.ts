import fc from 'fast-check';
import { serialize } from 'pg-protocol';
import { describe, expect, it } from 'vitest';
import { bindMessage, gathered, isLarge, LARGE_BYTES } from './bind-message.js';

const value = fc.oneof(
  fc.constant(null),
  fc.string({ unit: 'binary', maxLength: 40 }).map((text) => text.toWellFormed()),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  fc.integer({ min: LARGE_BYTES, max: LARGE_BYTES + 3 }).map((length) => Buffer.alloc(length, 7)),
);
const statement = fc.stringMatching(/^[a-z.]{0,20}$/);

describe('bindMessage', () => {
  it('has the bytes of the driver’s own, in whatever pieces', () => {
    fc.assert(
      fc.property(statement, fc.array(value, { maxLength: 12 }), (name, values) => {
        const own = serialize.bind({ statement: name, values });
        const pieces = bindMessage(name, values);
        expect(Buffer.concat(pieces).equals(own)).toBe(true);
        expect(Buffer.concat(gathered(pieces)).equals(own)).toBe(true);
      }),
    );
  });

  it('hands a large value on as it lies, and puts together what is small', () => {
    const large = Buffer.alloc(LARGE_BYTES, 1);
    const pieces = gathered(bindMessage('s', ['a', large, 'b', null]));
    expect(pieces).toHaveLength(3);
    expect(pieces[1]).toBe(large);
    expect([isLarge(large), isLarge(large.subarray(1)), isLarge('x'.repeat(LARGE_BYTES))]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('refuses what is neither text nor bytes, before anything is sent', () => {
    expect(() => bindMessage('s', [7])).toThrow(TypeError);
  });
});
