import { describe, expect, it } from 'vitest';
import { machineEvent } from '#contracts';
import { parsePolicy } from '#engines/policy';
import { FLEET, monthOf } from './month.js';
import { POLICIES } from './policies.js';

const now = new Date('2030-05-20T12:00:00Z');

describe('the demo’s month', () => {
  it.each(FLEET)('is one that $hostname could have reported: in the words of the wire, and in the past', (host) => {
    const events = monthOf(host, now);
    expect(events.length).toBeGreaterThan(100);
    for (const event of events) {
      expect(machineEvent.safeParse(event).error).toBeUndefined();
      expect(Date.parse(event.at)).toBeLessThan(now.getTime());
    }
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  });

  it('holds refusals, but not many', () => {
    const effects = FLEET.flatMap((host) => monthOf(host, now)).flatMap(({ decision }) =>
      decision ? [decision.effect] : [],
    );
    const rejected = effects.filter((effect) => effect === 'reject').length / effects.length;
    expect(rejected).toBeGreaterThan(0.01);
    expect(rejected).toBeLessThan(0.15);
  });

  it('is governed by policies that the engine takes without a warning', () => {
    for (const { text } of POLICIES) expect(parsePolicy(text, 'yaml')).toMatchObject({ ok: true, warnings: [] });
  });
});
