/**
 * A map, mostly by names, whose copy costs nothing until one of both is changed: the walk keeps what is known at many points of a line, and most lines
 * change nothing. What many maps begin with lies beneath all of them and is copied by none, unless an entry of it is taken away.
 */
export class CheapMap<Value, Name = string> implements Iterable<[Name, Value]> {
  #beneath: ReadonlyMap<Name, Value> | undefined;
  #entries: Map<Name, Value> | undefined;
  #isShared = false;

  constructor(beneath?: ReadonlyMap<Name, Value>) {
    this.#beneath = beneath;
  }

  copy(): CheapMap<Value, Name> {
    const copy = new CheapMap<Value, Name>();
    copy.become(this);
    return copy;
  }

  /** Whether both are copies of one map, neither of them changed since. */
  isSame(other: CheapMap<Value, Name>): boolean {
    return this.#entries === other.#entries && this.#beneath === other.#beneath;
  }

  get size(): number {
    const own = this.#entries === undefined ? 0 : this.#entries.size;
    if (this.#beneath === undefined) return own;
    let size = own + this.#beneath.size;
    if (own > 0) for (const name of this.#beneath.keys()) if (this.#entries?.has(name) === true) size -= 1;
    return size;
  }

  get(name: Name): Value | undefined {
    const own = this.#entries?.get(name);
    return own === undefined ? this.#beneath?.get(name) : own;
  }

  has(name: Name): boolean {
    return this.#entries?.has(name) === true || this.#beneath?.has(name) === true;
  }

  set(name: Name, value: Value): void {
    this.#changeable().set(name, value);
  }

  delete(name: Name): void {
    if (this.#beneath?.has(name) === true) this.#flatten();
    if (this.#entries?.has(name) === true) this.#changeable().delete(name);
  }

  clear(): void {
    this.#beneath = undefined;
    this.#entries = undefined;
    this.#isShared = false;
  }

  /** Becomes a copy of another. */
  become(other: CheapMap<Value, Name>): void {
    const entries = other.#entries?.size === 0 ? undefined : other.#entries;
    this.#beneath = other.#beneath;
    this.#entries = entries;
    this.#isShared = entries !== undefined;
    if (entries !== undefined) other.#isShared = true;
  }

  keys(): Iterable<Name> {
    return this.#whole().keys();
  }

  [Symbol.iterator](): Iterator<[Name, Value]> {
    return this.#whole()[Symbol.iterator]();
  }

  /** The entries of its own, which no other map has. */
  #changeable(): Map<Name, Value> {
    if (this.#entries === undefined || this.#isShared) {
      this.#entries = this.#entries === undefined ? new Map() : new Map(this.#entries);
      this.#isShared = false;
    }
    return this.#entries;
  }

  /** All entries, what lies beneath first, each in the place where it was set first. */
  #whole(): ReadonlyMap<Name, Value> {
    const own = this.#entries ?? NOTHING;
    if (this.#beneath === undefined) return own;
    return own.size === 0 ? this.#beneath : new Map([...this.#beneath, ...own]);
  }

  /** Takes what lies beneath among its own, where entries can be taken away. */
  #flatten(): void {
    this.#entries = new Map(this.#whole());
    this.#beneath = undefined;
    this.#isShared = false;
  }
}

const NOTHING: ReadonlyMap<never, never> = new Map<never, never>();
