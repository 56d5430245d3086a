import { describe, expect, it } from 'vitest';
import { newId } from '#kernel';
import { type Elevation, stateOf } from './elevation.js';

const now = new Date('2030-01-02T12:00:00Z');
const minutesFromNow = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000);
const asked: Elevation = {
  id: newId<'Elevation'>(now),
  personId: newId<'Person'>(now),
  personLabel: 'grace@example.com',
  role: 'admin',
  reason: 'incident 7',
  minutes: 60,
  requestedAt: minutesFromNow(-5),
  decision: null,
  decisionReason: null,
  deciderLabel: null,
  decidedAt: null,
  endsAt: null,
  endedAt: null,
};
const approved = { ...asked, decision: 'approved', decidedAt: now, endsAt: minutesFromNow(60) } as const;

describe('the state of an elevation', () => {
  it.each([
    ['pending', asked],
    ['lapsed', { ...asked, requestedAt: minutesFromNow(-24 * 60) }],
    ['lapsed', { ...asked, requestedAt: minutesFromNow(-24 * 60), endedAt: now }],
    ['withdrawn', { ...asked, endedAt: now }],
    ['rejected', { ...asked, decision: 'rejected' }],
    ['running', approved],
    ['over', { ...approved, endsAt: now }],
    ['over', { ...approved, endedAt: now }],
  ] as const)('is %s', (state, elevation) => {
    expect(stateOf(elevation, now)).toBe(state);
  });
});
