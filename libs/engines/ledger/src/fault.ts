export type FaultCode =
  | 'export.unreadable'
  | 'checkpoint.forged'
  | 'checkpoint.root'
  | 'tile.altered'
  | 'ledger.cut'
  | 'entry.altered'
  | 'entry.missing'
  | 'entry.inserted'
  | 'entry.moved'
  | 'proof.wrong'
  | 'content.altered';

/** One thing that is wrong with a ledger, said so that a person can act on it. */
export interface Fault {
  readonly code: FaultCode;
  /** The entry's place in the ledger, where one can be told. */
  readonly index: number | null;
  readonly sentence: string;
}

const MOST_KEPT = 100;

/** Keeps the first hundred faults and counts the rest: a ledger whose every entry was moved has as many faults as entries. */
export class Faults {
  private readonly kept: Fault[] = [];
  private readonly places = new Set<number>();
  private count = 0;

  add(code: FaultCode, index: number | null, sentence: string): void {
    this.count += 1;
    if (index !== null) this.places.add(index);
    if (this.kept.length < MOST_KEPT) this.kept.push({ code, index, sentence });
  }

  /** Whether something was said of that entry. */
  has(index: number): boolean {
    return this.places.has(index);
  }

  get list(): readonly Fault[] {
    return this.kept;
  }

  get total(): number {
    return this.count;
  }
}
