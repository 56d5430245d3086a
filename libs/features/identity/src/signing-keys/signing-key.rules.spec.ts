import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  nextChangeOf,
  PUBLISHED_AFTER_MS,
  PUBLISHED_BEFORE_MS,
  rotationOf,
  SIGNS_FOR_MS,
  signingOrder,
} from './signing-key.rules.js';
import type { KeyTerm } from './signing-key.js';

const DAY = 24 * 3_600_000;
const start = new Date('2030-01-01T00:00:00Z');
const on = (day: number): Date => new Date(start.getTime() + day * DAY);

/** The keys after what is due was done. */
function rotated(keys: readonly KeyTerm[], now: Date): readonly KeyTerm[] {
  const { makeActiveFrom, retire, remove } = rotationOf(keys, now);
  const kept = keys
    .filter(({ kid }) => !remove.includes(kid))
    .map((key) => ({ ...key, retiresAt: retire.find(({ kid }) => kid === key.kid)?.at ?? key.retiresAt }));
  return makeActiveFrom === null
    ? kept
    : [...kept, { kid: `made ${now.toISOString()}`, activeFrom: makeActiveFrom, retiresAt: null }];
}

describe('the rotation of signing keys', () => {
  it('makes the first key at once', () => {
    expect(rotationOf([], start)).toEqual({ makeActiveFrom: start, retire: [], remove: [] });
  });

  it('publishes the next key a day before it signs, and the last one two days after it signed', () => {
    const first = { kid: 'first', activeFrom: start, retiresAt: null };
    expect(rotationOf([first], on(28.9)).makeActiveFrom).toBeNull();
    const { makeActiveFrom, retire } = rotationOf([first], on(29));
    expect(makeActiveFrom).toEqual(new Date(start.getTime() + SIGNS_FOR_MS));
    expect(retire).toEqual([{ kid: 'first', at: new Date(start.getTime() + SIGNS_FOR_MS + PUBLISHED_AFTER_MS) }]);
  });

  it('does nothing the second time', () => {
    const keys = rotated([{ kid: 'first', activeFrom: start, retiresAt: null }], on(29.5));
    expect(rotationOf(keys, on(29.5))).toEqual({ makeActiveFrom: null, retire: [], remove: [] });
  });

  it('whenever the job runs, one published key signs, and none signs that was not published for a day before', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.1, max: 90, noNaN: true }), { maxLength: 40 }), (pauses) => {
        let keys: readonly KeyTerm[] = rotated([], start);
        let now = start;
        const publishedAt = new Map(keys.map(({ kid }) => [kid, new Date(0)]));
        for (const pause of pauses) {
          now = new Date(now.getTime() + pause * DAY);
          keys = rotated(keys, now);
          for (const { kid } of keys) if (!publishedAt.has(kid)) publishedAt.set(kid, now);
          const [signs] = signingOrder(keys, now);
          if (signs === undefined) return false;
          for (const moment of [now, nextChangeOf(keys, now) ?? now]) {
            const [later] = signingOrder(keys, moment);
            if (
              later === undefined ||
              moment.getTime() - publishedAt.get(later.kid)!.getTime() < (later === signs ? 0 : PUBLISHED_BEFORE_MS)
            )
              return false;
          }
        }
        return keys.length <= 3;
      }),
    );
  });
});
