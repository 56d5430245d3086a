import { describe, expect, it } from 'vitest';
import { ABSOLUTE_MS, expiryOf, IDLE_MS, isLive, isWorthNoting, provedLast } from './session.rules.js';

const born = new Date('2030-01-01T00:00:00Z');
const after = (ms: number): Date => new Date(born.getTime() + ms);

describe('a session', () => {
  it('lives for half a day after its last use, and for a week at the most', () => {
    expect(expiryOf({ createdAt: born, lastSeenAt: born })).toEqual(after(IDLE_MS));
    expect(expiryOf({ createdAt: born, lastSeenAt: after(ABSOLUTE_MS - 1) })).toEqual(after(ABSOLUTE_MS));
  });

  it('is over when the identity provider wants it to be, however much it is used', () => {
    expect(expiryOf({ createdAt: born, lastSeenAt: after(59_000), endsAt: after(60_000) })).toEqual(after(60_000));
    expect(expiryOf({ createdAt: born, lastSeenAt: born, endsAt: after(ABSOLUTE_MS * 2) })).toEqual(after(IDLE_MS));
  });

  it('is over at the very moment of its end', () => {
    expect(isLive({ createdAt: born, lastSeenAt: born }, after(IDLE_MS - 1))).toBe(true);
    expect(isLive({ createdAt: born, lastSeenAt: born }, after(IDLE_MS))).toBe(false);
  });

  it('begins with the proof that was given for it, and never with one of tomorrow or one that nobody tells of', () => {
    expect(provedLast(undefined, born)).toEqual(born);
    expect(provedLast(after(-3_600_000), born)).toEqual(after(-3_600_000));
    expect(provedLast(after(60_000), born)).toEqual(born);
    expect(provedLast(null, born)).toEqual(new Date(0));
  });

  it('is noted as used at most once a minute', () => {
    expect(isWorthNoting({ createdAt: born, lastSeenAt: born }, after(59_999))).toBe(false);
    expect(isWorthNoting({ createdAt: born, lastSeenAt: born }, after(60_000))).toBe(true);
  });
});
