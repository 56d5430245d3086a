import { OtlpMalformed } from './otlp.errors.js';

export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const FIXED32 = 5;

const UINT32 = 2 ** 32;
const NANOS_PER_MS = 1_000_000;
const LONGEST_VARINT = 10;

/** Reads protobuf's wire format from `at`, never past the end of what it is told to read. Values are views: nothing is copied. */
export class WireReader {
  at = 0;

  constructor(readonly bytes: Buffer) {}

  /** A field's number and wire type, as they stand: number × 8 + type. */
  tag(end: number): number {
    const tag = this.varint(end);
    if (tag < 8 || tag >= UINT32) throw new OtlpMalformed('A field has the number 0, or one that is too large.');
    return tag;
  }

  /** An unsigned varint. Exact below 2^53; larger ones lose their low bits, which nothing here needs. */
  varint(end: number): number {
    // Nearly every one is a single byte.
    const first = this.bytes[this.at] ?? 0x80;
    if (first < 0x80 && this.at < end) {
      this.at += 1;
      return first;
    }
    return this.longVarint(end);
  }

  private longVarint(end: number): number {
    let value = 0;
    let factor = 1;
    for (let i = 0; i < LONGEST_VARINT; i += 1) {
      if (this.at >= end) break;
      const byte = this.bytes[this.at++] ?? 0;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
    throw new OtlpMalformed('A number is cut off or too long.');
  }

  /** A varint that means a signed 64-bit integer. */
  int64(end: number): number {
    const start = this.at;
    const value = this.varint(end);
    if (value < 2 ** 53) return value;
    let exact = 0n;
    for (let at = this.at - 1; at >= start; at -= 1) exact = (exact << 7n) | BigInt((this.bytes[at] ?? 0) & 0x7f);
    return Number(BigInt.asIntN(64, exact));
  }

  /** The end of the length-delimited field that begins here; `at` then stands at its first byte. */
  length(end: number): number {
    const length = this.varint(end);
    const last = this.at + length;
    if (last > end) throw new OtlpMalformed('A field reaches past the end of what holds it.');
    return last;
  }

  /** A fixed64 of nanoseconds, in whole milliseconds: divided in two steps, because doubles cannot hold it. */
  nanosAsMs(end: number): number {
    if (this.at + 8 > end) throw new OtlpMalformed('A time is cut off.');
    const low = this.bytes.readUInt32LE(this.at);
    const high = this.bytes.readUInt32LE(this.at + 4);
    this.at += 8;
    const rest = (high % NANOS_PER_MS) * UINT32 + low;
    return Math.floor(high / NANOS_PER_MS) * UINT32 + Math.floor(rest / NANOS_PER_MS);
  }

  double(end: number): number {
    if (this.at + 8 > end) throw new OtlpMalformed('A number is cut off.');
    this.at += 8;
    return this.bytes.readDoubleLE(this.at - 8);
  }

  text(to: number): string {
    const text = this.bytes.toString('utf8', this.at, to);
    this.at = to;
    return text;
  }

  skip(type: number, end: number): void {
    if (type === VARINT) this.varint(end);
    else if (type === FIXED64) this.at += 8;
    else if (type === BYTES) this.at = this.length(end);
    else if (type === FIXED32) this.at += 4;
    else throw new OtlpMalformed('A field has a wire type that OTLP does not use.');
    if (this.at > end) throw new OtlpMalformed('A field is cut off.');
  }
}
