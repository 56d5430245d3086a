import { lendMemory, takeMemoryBack } from './column-memory.js';

/** Types of PostgreSQL that a column can be sent as, by their oids in pg_type. */
const OIDS = { uuid: 2950, int8: 20, timestamptz: 1184, text: 25, bytea: 17 } as const;
type ColumnType = keyof typeof OIDS;

const HEADER_BYTES = 20;
const HAS_NULLS_AT = 4;
const COUNT_AT = 12;
const LENGTH_BYTES = 4;
const NULL_LENGTH = -1;
/** PostgreSQL counts time in microseconds from the beginning of 2000. */
const POSTGRES_EPOCH_MS = 946_684_800_000;

/** Texts shorter than this are written by a loop where they are ASCII: a call into the runtime costs more. */
const SHORT = 48;
const NO_DIGIT = 0xff;
/** The value of each hexadecimal digit, by its code. */
const DIGITS = new Uint8Array(128).fill(NO_DIGIT);
for (const [value, digit] of Array.from('0123456789abcdef').entries()) {
  DIGITS[digit.charCodeAt(0)] = value;
  DIGITS[digit.toUpperCase().charCodeAt(0)] = value;
}
const UUID_LENGTH = 36;
const UUID_BYTES = 16;
const HYPHEN = 0x2d;
const UINT32 = 2 ** 32;
const NOTHING = Buffer.alloc(0);
const US_PER_MS = 1_000;

/**
 * One column of many rows in the binary form of a PostgreSQL array, as a parameter for `unnest($1::uuid[], …)`. The driver would write
 * the array as text: four times the cost for both sides (row-level security rules out COPY).
 */
export class BinaryColumn {
  private buffer: Buffer;
  private end = HEADER_BYTES;
  private count = 0;
  private hasNulls = false;
  /** The text that was added last, and where it was written: many columns say the same row after row. */
  private last: string | null = null;
  private lastAt = 0;

  constructor(
    private readonly type: ColumnType,
    rows: number,
    bytesEach = 40,
  ) {
    this.buffer = lendMemory(HEADER_BYTES + rows * (LENGTH_BYTES + bytesEach));
  }

  /** Columns of the same type, one after the other. */
  static joined(columns: readonly BinaryColumn[]): BinaryColumn {
    const [first] = columns;
    if (first === undefined) throw new RangeError('There is no column to join.');
    if (columns.length === 1) return first;
    const joined = new BinaryColumn(
      first.type,
      1,
      columns.reduce((sum, { end }) => sum + end, 0),
    );
    for (const { buffer, end, count, hasNulls } of columns) {
      joined.end += buffer.copy(joined.buffer, joined.end, HEADER_BYTES, end);
      joined.count += count;
      joined.hasNulls ||= hasNulls;
    }
    return joined;
  }

  add(value: string | number | Uint8Array | null): void {
    this.count += 1;
    if (value === null) this.addNull();
    else if (typeof value === 'number') this.addInt8(value);
    else if (typeof value === 'string') this.addString(value);
    else this.addBytes(value);
  }

  /** Each value as it was written: views, good until the next is added. */
  *values(): Generator<Buffer | null> {
    for (let at = HEADER_BYTES; at < this.end;) {
      const length = this.buffer.readInt32BE(at);
      const from = at + LENGTH_BYTES;
      at = from + Math.max(0, length);
      yield length === NULL_LENGTH ? null : this.buffer.subarray(from, at);
    }
  }

  /** Ends the column and gives it as a parameter. */
  done(): Buffer {
    const { buffer } = this;
    buffer.writeInt32BE(1, 0);
    buffer.writeInt32BE(this.hasNulls ? 1 : 0, HAS_NULLS_AT);
    buffer.writeInt32BE(OIDS[this.type], 8);
    buffer.writeInt32BE(this.count, COUNT_AT);
    buffer.writeInt32BE(1, 16);
    return buffer.subarray(0, this.end);
  }

  /** Gives the memory back, for other columns: only when whoever was given the parameter has done with it. Nothing can be read or added any more. */
  release(): void {
    takeMemoryBack(this.buffer);
    this.buffer = NOTHING;
    this.end = HEADER_BYTES;
  }

  private addNull(): void {
    this.hasNulls = true;
    this.room(LENGTH_BYTES);
    this.addLength(NULL_LENGTH);
  }

  private addInt8(value: number): void {
    const number = this.type === 'timestamptz' ? (value - POSTGRES_EPOCH_MS) * US_PER_MS : value;
    this.room(LENGTH_BYTES + 8);
    this.addLength(8);
    if (Number.isSafeInteger(number)) {
      const high = Math.floor(number / UINT32);
      this.addLength(high);
      this.addLength(number - high * UINT32);
    } else {
      // Beyond the exact whole numbers: moments after the year 2255.
      const exact = BigInt(value - POSTGRES_EPOCH_MS) * BigInt(US_PER_MS);
      this.end = this.buffer.writeBigInt64BE(this.type === 'timestamptz' ? exact : BigInt(value), this.end);
    }
  }

  private addString(value: string): void {
    if (value === this.last) {
      this.repeat();
      return;
    }
    const longest = this.type === 'uuid' ? UUID_BYTES : value.length * 3;
    this.room(LENGTH_BYTES + longest);
    const at = this.end + LENGTH_BYTES;
    const length = this.type === 'uuid' ? this.writeUuid(value, at) : this.writeText(value, at);
    this.addLength(length);
    this.last = value;
    this.lastAt = at - LENGTH_BYTES;
    this.end = at + length;
  }

  private repeat(): void {
    const length = LENGTH_BYTES + this.buffer.readInt32BE(this.lastAt);
    this.room(length);
    const { buffer, end, lastAt } = this;
    if (length < SHORT) for (let i = 0; i < length; i += 1) buffer[end + i] = buffer[lastAt + i] ?? 0;
    else buffer.copyWithin(end, lastAt, lastAt + length);
    this.end += length;
  }

  private writeText(value: string, at: number): number {
    const { buffer } = this;
    if (value.length >= SHORT) return buffer.write(value, at);
    for (let i = 0; i < value.length; i += 1) {
      const code = value.charCodeAt(i);
      if (code >= 0x80) return buffer.write(value, at);
      buffer[at + i] = code;
    }
    return value.length;
  }

  private writeUuid(value: string, at: number): number {
    const { buffer } = this;
    let from = 0;
    for (let i = 0; i < UUID_BYTES; i += 1) {
      if (value.charCodeAt(from) === HYPHEN) from += 1;
      const high = DIGITS[value.charCodeAt(from)] ?? NO_DIGIT;
      const low = DIGITS[value.charCodeAt(from + 1)] ?? NO_DIGIT;
      if ((high | low) === NO_DIGIT) throw new RangeError(`"${value}" is no UUID.`);
      buffer[at + i] = high * 16 + low;
      from += 2;
    }
    if (from !== UUID_LENGTH && from !== UUID_BYTES * 2) throw new RangeError(`"${value}" is no UUID.`);
    if (from !== value.length) throw new RangeError(`"${value}" is no UUID.`);
    return UUID_BYTES;
  }

  private addBytes(value: Uint8Array): void {
    this.room(LENGTH_BYTES + value.length);
    this.addLength(value.length);
    this.buffer.set(value, this.end);
    this.end += value.length;
  }

  /** Four bytes, big-endian. */
  private addLength(value: number): void {
    const { buffer, end } = this;
    buffer[end] = value >>> 24;
    buffer[end + 1] = value >>> 16;
    buffer[end + 2] = value >>> 8;
    buffer[end + 3] = value;
    this.end = end + LENGTH_BYTES;
  }

  private room(bytes: number): void {
    if (this.end + bytes <= this.buffer.length) return;
    const larger = lendMemory(Math.max(this.buffer.length * 2, this.end + bytes));
    this.buffer.copy(larger, 0, 0, this.end);
    takeMemoryBack(this.buffer);
    this.buffer = larger;
  }
}

/** One `unnest` source: a parameter for each column, in the order of `types`. */
export function columnsOf<Row>(
  rows: readonly Row[],
  columns: readonly (readonly [ColumnType, (row: Row) => string | number | Uint8Array | null])[],
): Buffer[] {
  return columns.map(([type, valueOf]) => {
    const column = new BinaryColumn(type, rows.length);
    for (const row of rows) column.add(valueOf(row));
    return column.done();
  });
}
