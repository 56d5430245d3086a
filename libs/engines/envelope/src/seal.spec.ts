import { createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyVersionOf, openSealed, Seal, SEAL_OVERHEAD_BYTES, SealBroken } from './seal.js';

const key = createSecretKey(randomBytes(32));
const context = { org: 'o1', purpose: 'event-content' };
const place = { keyVersion: 3, invocation: 7 };
const ivOf = (sealed: Buffer): string => sealed.subarray(5, 17).toString('hex');

describe('Seal', () => {
  it('opens what it sealed, and says which key it takes', () => {
    const seal = new Seal(key, place, context);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5_000 }), fc.string(), (plaintext, subject) => {
        const sealed = seal.seal(subject, plaintext);
        expect(sealed).toHaveLength(plaintext.length + SEAL_OVERHEAD_BYTES);
        expect(keyVersionOf(sealed)).toBe(3);
        expect(openSealed(key, context, subject, sealed)).toEqual(Buffer.from(plaintext));
      }),
    );
  });

  it('seals into the room that it is given, and into no other length', () => {
    const [seal, together] = [new Seal(key, place, context), Buffer.alloc(1_000, 0xaa)];
    const room = together.subarray(100, 110 + SEAL_OVERHEAD_BYTES);
    expect(openSealed(key, context, 's', seal.seal('s', Buffer.from('ten bytes.'), room))).toEqual(
      Buffer.from('ten bytes.'),
    );
    expect([together[99], together[110 + SEAL_OVERHEAD_BYTES]]).toEqual([0xaa, 0xaa]);
    for (const length of [9, 11]) expect(() => seal.seal('s', Buffer.alloc(length), room)).toThrow(RangeError);
  });

  it('never uses an IV twice, neither within an invocation nor across two', () => {
    const [one, two] = [new Seal(key, place, context), new Seal(key, { ...place, invocation: 8 }, context)];
    const ivs = Array.from({ length: 500 }, () => [
      ivOf(one.seal('s', Buffer.of(1))),
      ivOf(two.seal('s', Buffer.of(1))),
    ]).flat();
    expect(new Set(ivs).size).toBe(1_000);
    expect(ivs[0]).toBe('000000070000000000000000');
  });

  it('opens for no other org, purpose, subject or key', () => {
    const sealed = new Seal(key, place, context).seal('event-1', Buffer.from('secret'));
    for (const open of [
      () => openSealed(key, { ...context, org: 'o2' }, 'event-1', sealed),
      () => openSealed(key, { ...context, purpose: 'other' }, 'event-1', sealed),
      () => openSealed(key, context, 'event-2', sealed),
      () => openSealed(createSecretKey(randomBytes(32)), context, 'event-1', sealed),
      // The border between two parts of the context cannot be moved.
      () => openSealed(key, { org: 'o', purpose: '1event-content' }, 'event-1', sealed),
    ]) {
      expect(open).toThrow(SealBroken);
    }
  });

  it('opens nothing of which a single bit was changed', () => {
    const sealed = new Seal(key, place, context).seal('event-1', Buffer.from('secret'));
    for (let bit = 5 * 8; bit < sealed.length * 8; bit += 1) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3]! ^= 1 << (bit % 8);
      expect(() => openSealed(key, context, 'event-1', changed)).toThrow(SealBroken);
    }
  });

  it('refuses what is no sealed thing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(() => openSealed(key, context, 's', bytes)).toThrow(SealBroken);
      }),
    );
    expect(() => keyVersionOf(Buffer.alloc(40))).toThrow(SealBroken);
  });

  it('refuses an invocation that does not fit its 32 bits', () => {
    expect(() => new Seal(key, { ...place, invocation: 2 ** 32 }, context)).toThrow(RangeError);
  });
});
