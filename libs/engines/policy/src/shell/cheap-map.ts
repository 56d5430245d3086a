/**
 * A map, mostly by names, whose copy costs nothing until one of both is changed: the walk keeps what is known at many points of a line, and most lines
 * change nothing.
 */
export class CheapMap<Value, Name = string> implements Iterable<[Name, Value]> {
  #entries: Map<Name, Value> | undefined;
  #isShared = false;

  constructor(entries?: Iterable<readonly [Name, Value]>) {
    if (entries !== undefined) this.#entries = new Map(entries);
  }

  copy(): CheapMap<Value, Name> {
    const copy = new CheapMap<Value, Name>();
    if (this.#entries === undefined || this.#entries.size === 0) return copy;
    copy.#entries = this.#entries;
    copy.#isShared = true;
    this.#isShared = true;
    return copy;
  }

  /** Whether both are copies of one map, neither of them changed since. */
  isSame(other: CheapMap<Value, Name>): boolean {
    return this.#entries === other.#entries;
  }

  get size(): number {
    return this.#entries === undefined ? 0 : this.#entries.size;
  }

  get(name: Name): Value | undefined {
    return this.#entries?.get(name);
  }

  has(name: Name): boolean {
    return this.#entries !== undefined && this.#entries.has(name);
  }

  set(name: Name, value: Value): void {
    const entries = this.#entries === undefined || this.#isShared ? new Map(this.#entries) : this.#entries;
    entries.set(name, value);
    this.#entries = entries;
    this.#isShared = false;
  }

  delete(name: Name): void {
    if (this.#entries === undefined || !this.#entries.has(name)) return;
    const entries = this.#isShared ? new Map(this.#entries) : this.#entries;
    entries.delete(name);
    this.#entries = entries;
    this.#isShared = false;
  }

  clear(): void {
    this.#entries = undefined;
    this.#isShared = false;
  }

  /** Becomes a copy of another. */
  become(other: CheapMap<Value, Name>): void {
    const { size } = other;
    this.#entries = size === 0 ? undefined : other.#entries;
    this.#isShared = size > 0;
    if (size > 0) other.#isShared = true;
  }

  keys(): Iterable<Name> {
    return this.#entries?.keys() ?? [];
  }

  [Symbol.iterator](): Iterator<[Name, Value]> {
    return (this.#entries ?? NOTHING)[Symbol.iterator]() as Iterator<[Name, Value]>;
  }
}

const NOTHING = new Map<never, never>();
