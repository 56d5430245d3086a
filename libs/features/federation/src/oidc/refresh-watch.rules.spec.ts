import { describe, expect, it } from 'vitest';
import { isDue, refreshSecondsIn, watchOf } from './refresh-watch.rules.js';

const BORN = new Date('2026-03-02T09:00:00Z');
const after = (minutes: number): Date => new Date(BORN.getTime() + minutes * 60_000);
const watch = (keep: Record<string, string | number | null>) =>
  watchOf({ keep: { refreshToken: 'r', ...keep }, createdAt: BORN })!;

describe('when a provider is asked whether an account still lives', () => {
  it.each([
    ['nothing that was kept', null],
    ['no refresh token', { idToken: 'x' }],
  ])('is never for %s', (_what, keep) => {
    expect(watchOf({ keep, createdAt: BORN })).toBeNull();
  });

  it.each([
    ['a token without end, after less than an hour', {}, 54, false],
    ['a token without end, after an hour', {}, 55, true],
    ['one that was asked about since', { askedAt: after(30).toISOString() }, 60, false],
    ['one that lives half an hour, at first', { refreshSeconds: 1_800 }, 9, false],
    ['one that lives half an hour, before it lapses', { refreshSeconds: 1_800 }, 10, true],
    ['one that lives half an hour, just before it lapses', { refreshSeconds: 1_800 }, 29, true],
    ['one that has lapsed by itself', { refreshSeconds: 1_800 }, 30, false],
    ['one that was given anew since', { refreshSeconds: 1_800, askedAt: after(25).toISOString() }, 36, true],
    ['one that lives a day', { refreshSeconds: 86_400 }, 54, false],
    ['one that lives a day, after an hour', { refreshSeconds: 86_400 }, 55, true],
    ['one of which the provider does not say how long it lives', { refreshSeconds: null }, 55, true],
  ] as const)('of %s', (_what, keep, minutes, due) => {
    expect(isDue(watch(keep), after(minutes))).toBe(due);
  });

  it.each([
    [{ refresh_expires_in: 1_800 }, 1_800],
    [{ refresh_expires_in: 0 }, null],
    [{ refresh_expires_in: '1800' }, null],
    [{}, null],
  ])('goes by what %j says of the token', (answer, seconds) => {
    expect(refreshSecondsIn(answer)).toBe(seconds);
  });
});
