import { type AttributeValue, OTLP_LIMITS } from './log-record.js';
import { OtlpMalformed } from './otlp.errors.js';
import { BYTES, FIXED64, VARINT, type WireReader } from './wire-reader.js';

const field = (number: number, type: number): number => number * 8 + type;

// opentelemetry/proto/common/v1: AnyValue, ArrayValue, KeyValueList, KeyValue.
const STRING = field(1, BYTES);
const BOOL = field(2, VARINT);
const INT = field(3, VARINT);
const DOUBLE = field(4, FIXED64);
const ARRAY = field(5, BYTES);
const KVLIST = field(6, BYTES);
const RAW = field(7, BYTES);
const VALUES = field(1, BYTES);
const KEY = field(1, BYTES);
const VALUE = field(2, BYTES);

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** An AnyValue as an attribute: a scalar, or a list of strings; anything else is no attribute of ours. */
export function attributeValue(reader: WireReader, end: number): AttributeValue | undefined {
  const value = anyValue(reader, end, 0);
  return Array.isArray(value) ? stringsOf(value) : isScalar(value) ? value : undefined;
}

/** An AnyValue as text: a string as it is, anything else as JSON; null when it holds nothing. */
export function anyValueAsJson(reader: WireReader, end: number): Uint8Array | null {
  const start = reader.at;
  // Nearly every body is one string and nothing else: it is handed on without being decoded.
  if (reader.at < end && reader.tag(end) === STRING) {
    const last = reader.length(end);
    if (last === end) {
      const text = reader.bytes.subarray(reader.at, end);
      reader.at = end;
      return text;
    }
  }
  reader.at = start;
  const value = anyValue(reader, end, 0);
  if (value === null) return null;
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
}

const READERS: Readonly<Record<number, (reader: WireReader, end: number, depth: number) => Json>> = {
  [STRING]: (reader, end) => reader.text(reader.length(end)),
  [BOOL]: (reader, end) => reader.varint(end) !== 0,
  [INT]: (reader, end) => reader.int64(end),
  [DOUBLE]: (reader, end) => finite(reader.double(end)),
  [ARRAY]: (reader, end, depth) => arrayOf(reader, reader.length(end), depth + 1),
  [KVLIST]: (reader, end, depth) => objectOf(reader, reader.length(end), depth + 1),
  [RAW]: (reader, end) => {
    const last = reader.length(end);
    const raw = reader.bytes.subarray(reader.at, last).toString('base64');
    reader.at = last;
    return raw;
  },
};

function anyValue(reader: WireReader, end: number, depth: number): Json {
  if (depth > OTLP_LIMITS.depth) throw new OtlpMalformed(`A value may be ${OTLP_LIMITS.depth} levels deep.`);
  let value: Json = null;
  while (reader.at < end) {
    const tag = reader.tag(end);
    const read = READERS[tag];
    // The last of several wins, as for every `oneof` of protobuf.
    if (read === undefined) reader.skip(tag % 8, end);
    else value = read(reader, end, depth);
  }
  return value;
}

function arrayOf(reader: WireReader, end: number, depth: number): Json[] {
  const values: Json[] = [];
  while (reader.at < end) {
    const tag = reader.tag(end);
    if (tag === VALUES) values.push(anyValue(reader, reader.length(end), depth));
    else reader.skip(tag % 8, end);
  }
  return values;
}

function objectOf(reader: WireReader, end: number, depth: number): Record<string, Json> {
  const members: [string, Json][] = [];
  while (reader.at < end) {
    const tag = reader.tag(end);
    if (tag === VALUES) members.push(memberOf(reader, reader.length(end), depth));
    else reader.skip(tag % 8, end);
  }
  return Object.fromEntries(members);
}

function memberOf(reader: WireReader, end: number, depth: number): [string, Json] {
  let key = '';
  let value: Json = null;
  while (reader.at < end) {
    const tag = reader.tag(end);
    if (tag === KEY) key = reader.text(reader.length(end));
    else if (tag === VALUE) value = anyValue(reader, reader.length(end), depth);
    else reader.skip(tag % 8, end);
  }
  return [key, value];
}

const isScalar = (value: Json): value is string | number | boolean => value !== null && typeof value !== 'object';
const finite = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

export function stringsOf(values: readonly unknown[]): readonly string[] | undefined {
  return values.every((value) => typeof value === 'string') ? values : undefined;
}
