import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CODING_AGENTS,
  EFFECTS,
  EVENT_ATTRIBUTES,
  MACHINE_EVENT_KINDS,
  type MachineEvent,
  machineEvent,
  RISKS,
  TOOL_KINDS,
} from '#contracts';
import { readLogs, WantedAttributes } from '#engines/otlp';
import { clip } from './clip.js';
import { logsRequest } from './otlp.js';

const NAMES = Object.values(EVENT_ATTRIBUTES);
const WANTED = new WantedAttributes(NAMES);

const text = fc.string({ maxLength: 40 });
const event: fc.Arbitrary<MachineEvent> = fc
  .record(
    {
      id: fc.uuid(),
      kind: fc.constantFrom(...MACHINE_EVENT_KINDS),
      at: fc
        .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
        .map((date) => date.toISOString()),
      session: text,
      agent: fc.constantFrom(...CODING_AGENTS),
      toolKind: fc.constantFrom(...TOOL_KINDS),
      tool: text,
      policyVersion: fc.nat(),
      decision: fc.record({
        effect: fc.constantFrom(...EFFECTS),
        wouldBe: fc.constantFrom(...EFFECTS),
        mode: fc.constantFrom('enforce' as const, 'monitor' as const),
        risk: fc.constantFrom(...RISKS),
        rules: fc.array(text, { maxLength: 4 }),
        reason: text,
      }),
      content: fc.dictionary(
        fc.string({ minLength: 1, maxLength: 9 }).filter((name) => name !== '__proto__'),
        fc.jsonValue(),
      ),
    },
    { requiredKeys: ['id', 'kind', 'at'] },
  )
  .map((one) => one as MachineEvent);

describe('what a machine sends', () => {
  it('is read by the server as what it was', () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 5 }), (events) => {
        const read = readLogs(Buffer.from(logsRequest(events, { hostname: 'h', programVersion: '1' })), 'json', WANTED);
        expect(read).toHaveLength(events.length);
        read.forEach((record, i) => {
          const sent = events[i]!;
          const value = (name: keyof typeof EVENT_ATTRIBUTES): unknown =>
            record.values[NAMES.indexOf(EVENT_ATTRIBUTES[name])];
          expect(record.eventName).toBe(sent.kind);
          expect(value('id')).toBe(sent.id);
          expect(value('session') ?? undefined).toEqual(sent.session);
          expect(value('effect') ?? undefined).toBe(sent.decision?.effect);
          expect(value('rules') ?? undefined).toEqual(sent.decision?.rules);
          expect(record.body === null ? undefined : JSON.parse(Buffer.from(record.body).toString())).toEqual(
            sent.content && (JSON.parse(JSON.stringify(sent.content)) as unknown),
          );
        });
      }),
      { numRuns: 60 },
    );
  });
});

describe('what goes into a record', () => {
  it('is bounded, whatever an agent reads or writes, and is left alone where it is small', () => {
    const deep: unknown = Array.from({ length: 50 }).reduce((inner) => ({ inner }), 'x');
    const wide = {
      list: Array.from({ length: 5_000 }, (_, i) => i),
      long: 'x'.repeat(10_000_000),
      many: Array(100).fill('y'.repeat(60_000)),
    };
    for (const value of [deep, wide]) expect(JSON.stringify(clip(value)).length).toBeLessThan(600_000);
    expect(JSON.stringify(clip(wide))).toContain('[cut: ');
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        expect(clip(value)).toEqual(value);
      }),
    );
  });

  it('is an event by the words of the wire', () => {
    fc.assert(
      fc.property(event, (one) => machineEvent.safeParse(one).success),
      { numRuns: 20 },
    );
  });
});
