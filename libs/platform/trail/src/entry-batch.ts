import { eventOf } from '#engines/ledger';
import { BinaryColumn } from './binary-column.js';
import { entryOf, type LedgerEntry } from './ledger-entry.js';
import { Projection } from './projection.js';

/** U+001F, which stands in no name of a rule: an array of arrays cannot be unnested row by row. */
export const RULE_SEPARATOR = '\u001f';

const USUAL_ROWS = 16;
const USUAL_LEAF_BYTES = 900;
const USUAL_SEALED_BYTES = 600;

function emptyColumns(rows: number) {
  return {
    eventId: new BinaryColumn('uuid', rows, 16),
    leaf: new BinaryColumn('text', rows, USUAL_LEAF_BYTES),
    leafHash: new BinaryColumn('bytea', rows, 32),
    kind: new BinaryColumn('text', rows, 16),
    occurredAt: new BinaryColumn('timestamptz', rows, 8),
    actorId: new BinaryColumn('text', rows),
    machineId: new BinaryColumn('text', rows),
    sessionId: new BinaryColumn('uuid', rows, 16),
    agent: new BinaryColumn('text', rows, 12),
    tool: new BinaryColumn('text', rows, 20),
    effect: new BinaryColumn('text', rows, 8),
    rules: new BinaryColumn('text', rows),
    sealed: new BinaryColumn('bytea', rows, USUAL_SEALED_BYTES),
  };
}
type Columns = ReturnType<typeof emptyColumns>;
export type ColumnName = keyof Columns;

/**
 * Entries on their way into a ledger, written at once into the columns in which they travel. Kept as objects until their turn to be committed
 * comes they would live just long enough to be moved about by the collector again and again, which cost more than all else that is done for them.
 */
export class EntryBatch {
  readonly projection = new Projection();
  /** The events' ids, in the order of the entries. */
  readonly ids: string[] = [];
  hasContents = false;
  private columns: Columns;

  constructor(rows = USUAL_ROWS) {
    this.columns = emptyColumns(rows);
  }

  static of(entries: readonly LedgerEntry[]): EntryBatch {
    const batch = new EntryBatch(entries.length);
    for (const entry of entries) batch.add(entry);
    return batch;
  }

  /** One batch after the other. */
  static joined(batches: readonly EntryBatch[]): EntryBatch {
    const [first] = batches;
    if (first !== undefined && batches.length === 1) return first;
    const joined = new EntryBatch(0);
    if (first === undefined) return joined;
    const names = Object.keys(first.columns) as ColumnName[];
    joined.columns = Object.fromEntries(
      names.map((name) => [name, BinaryColumn.joined(batches.map(({ columns }) => columns[name]))]),
    ) as Columns;
    for (const batch of batches) {
      joined.projection.join(batch.projection);
      for (const id of batch.ids) joined.ids.push(id);
      joined.hasContents ||= batch.hasContents;
    }
    return joined;
  }

  get size(): number {
    return this.ids.length;
  }

  /** Takes what the entry says; neither it nor the bytes that are sealed for it are kept. */
  add(entry: LedgerEntry): void {
    const { event, facets, sealed } = entry;
    const { columns } = this;
    this.ids.push(event.id);
    columns.eventId.add(event.id);
    columns.leaf.add(entry.leaf);
    columns.leafHash.add(entry.hash);
    columns.kind.add(facets.kind);
    columns.occurredAt.add(facets.occurredAt);
    columns.actorId.add(facets.actorId);
    columns.machineId.add(facets.machineId);
    columns.sessionId.add(facets.sessionId);
    columns.agent.add(facets.agent);
    columns.tool.add(facets.tool);
    columns.effect.add(facets.effect);
    columns.rules.add(facets.rules.length === 1 ? (facets.rules[0] ?? '') : facets.rules.join(RULE_SEPARATOR));
    columns.sealed.add(sealed);
    this.hasContents ||= sealed !== null;
    this.projection.add(event, facets);
  }

  /** One column, as a parameter. */
  column(name: ColumnName): Buffer {
    return this.columns[name].done();
  }

  leafHashes(): readonly Uint8Array[] {
    return [...this.columns.leafHash.values()].map(present);
  }

  /** Gives the memory of the columns back: only when they are committed. What failed may still be on its way to the database. */
  release(): void {
    for (const column of Object.values(this.columns)) column.release();
  }

  /** The entries whose places are in `places`, made anew from their leaves: what is left of a batch of which some were known already. */
  only(places: ReadonlySet<number>): EntryBatch {
    const kept = new EntryBatch(places.size);
    const sealed = [...this.columns.sealed.values()];
    for (const [place, leaf] of [...this.columns.leaf.values()].entries()) {
      if (places.has(place)) kept.add(entryAgain(present(leaf).toString('utf8'), sealed[place] ?? null));
    }
    return kept;
  }
}

function entryAgain(leaf: string, sealed: Uint8Array | null): LedgerEntry {
  const event = eventOf(leaf);
  if (event === null) throw new Error('A leaf that was made here is no leaf.');
  const entry = entryOf(event, sealed);
  if (entry.leaf !== leaf) throw new Error('A leaf was made anew and is another.');
  return entry;
}

function present(bytes: Buffer | null): Buffer {
  if (bytes === null) throw new Error('An entry without a leaf.');
  return bytes;
}
