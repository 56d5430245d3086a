import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerEvent } from '#engines/ledger';
import { type ColumnName, EntryBatch } from './entry-batch.js';
import { entryOf, type LedgerEntry } from './ledger-entry.js';

const NAMES = ['eventId', 'leaf', 'leafHash', 'kind', 'occurredAt', 'actorId', 'machineId'] as const;
const MORE = ['sessionId', 'agent', 'tool', 'effect', 'rules', 'sealed'] as const;
const COLUMNS: readonly ColumnName[] = [...NAMES, ...MORE];

const text = fc.string({ unit: 'binary', maxLength: 60 }).map((some) => some.replaceAll('\u0000', '').toWellFormed());
const effect = fc.constantFrom('allow', 'ask', 'reject');
const event: fc.Arbitrary<LedgerEvent> = fc.record(
  {
    id: fc.uuid(),
    org: fc.constant(randomUUID()),
    kind: fc.constantFrom('tool.decision', 'prompt.submitted'),
    at: fc.integer({ min: 0, max: 4e12 }).map((ms) => new Date(ms).toISOString()),
    receivedAt: fc.constant('2030-01-01T10:00:01.000Z'),
    actor: fc.record({ id: text, kind: fc.constant('person'), label: text }),
    machine: fc.record({ id: text, label: text }),
    session: fc.record({ id: fc.constantFrom(randomUUID(), randomUUID()), name: text }),
    agent: fc.constantFrom('codex', 'cursor'),
    tool: text,
    decision: fc.record({
      ...{ effect, wouldBe: effect, mode: fc.constant('enforce'), reason: text, risk: fc.constant('low') },
      rules: fc.array(fc.stringMatching(/^[a-z]{1,9}$/), { maxLength: 3 }),
    }),
  },
  { requiredKeys: ['id', 'org', 'kind', 'at', 'receivedAt', 'actor'] },
);
const entries: fc.Arbitrary<LedgerEntry[]> = fc.array(
  fc.tuple(event, fc.option(fc.uint8Array({ maxLength: 9_000 }))).map(([one, sealed]) => entryOf(one, sealed)),
  { maxLength: 8 },
);

const told = (batch: EntryBatch) => ({
  columns: COLUMNS.map((name) => batch.column(name).toString('hex')),
  ids: batch.ids,
  sessions: batch.projection.sessions,
  days: new Set(batch.projection.days.map((day) => JSON.stringify(day))),
  hasContents: batch.hasContents,
});

describe('EntryBatch', () => {
  it('says the same, whether its entries came in one batch or in several that were joined', () => {
    fc.assert(
      fc.property(fc.array(entries, { minLength: 1, maxLength: 4 }), (parts) => {
        expect(told(EntryBatch.joined(parts.map((part) => EntryBatch.of(part))))).toEqual(
          told(EntryBatch.of(parts.flat())),
        );
      }),
    );
  });

  it('keeps some of its entries as if the others had never been added', () => {
    fc.assert(
      fc.property(entries, fc.infiniteStream(fc.boolean()), (all, coin) => {
        const isKept = all.map(() => coin.next().value);
        const places = new Set([...all.keys()].filter((place) => isKept[place]));
        const kept = all.filter((_, place) => isKept[place]);
        expect(told(EntryBatch.of(all).only(places))).toEqual(told(EntryBatch.of(kept)));
      }),
    );
  });

  it('leaves what it was joined from as it was', () => {
    fc.assert(
      fc.property(entries, entries, (one, two) => {
        const parts = [EntryBatch.of(one), EntryBatch.of(two)];
        const before = parts.map(told);
        EntryBatch.joined(parts);
        expect(parts.map(told)).toEqual(before);
      }),
    );
  });

  it('writes what it says over memory that another has given back, and nothing of the other', () => {
    fc.assert(
      fc.property(entries, entries, (one, two) => {
        const fresh = told(EntryBatch.of(two));
        const former = EntryBatch.of(one);
        former.release();
        former.release();
        expect(told(EntryBatch.of(two))).toEqual(fresh);
      }),
    );
  });

  it('never lends the same memory twice at a time', () => {
    const large = (byte: string): EntryBatch =>
      EntryBatch.of([entryOf({ ...FIXED, tool: byte }, Buffer.alloc(9_000, byte))]);
    const given = large('a');
    given.release();
    given.release();
    const [one, two] = [large('b'), large('c')];
    expect(one.column('sealed').subarray(-9_000)).toEqual(Buffer.alloc(9_000, 'b'));
    expect(two.column('sealed').subarray(-9_000)).toEqual(Buffer.alloc(9_000, 'c'));
  });
});

const FIXED: LedgerEvent = {
  ...{ id: randomUUID(), org: randomUUID(), kind: 'tool.decision' },
  ...{ at: '2030-01-01T10:00:00.000Z', receivedAt: '2030-01-01T10:00:01.000Z' },
  actor: { id: 'm1', kind: 'machine', label: 'mbp' },
};
