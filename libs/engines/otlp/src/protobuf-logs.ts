import { type AttributeValue, type LogRecord, OTLP_LIMITS, type WantedAttributes } from './log-record.js';
import { OtlpMalformed } from './otlp.errors.js';
import { anyValueAsJson, attributeValue } from './protobuf-value.js';
import { BYTES, FIXED64, WireReader } from './wire-reader.js';

const field = (number: number, type: number): number => number * 8 + type;

// opentelemetry/proto/collector/logs/v1 and logs/v1: numbers that never change.
const RESOURCE_LOGS = field(1, BYTES);
const SCOPE_LOGS = field(2, BYTES);
const LOG_RECORDS = field(2, BYTES);
const TIME = field(1, FIXED64);
const BODY = field(5, BYTES);
const ATTRIBUTES = field(6, BYTES);
const EVENT_NAME = field(12, BYTES);
const KEY = field(1, BYTES);
const VALUE = field(2, BYTES);

/**
 * The records of an ExportLogsServiceRequest, read in one pass over its bytes. Only what is wanted is decoded: a decoder that makes an object for
 * each attribute takes five times as long.
 * @throws OtlpMalformed
 */
export function protobufLogs(bytes: Buffer, wanted: WantedAttributes): LogRecord[] {
  const reader = new WireReader(bytes);
  const records: LogRecord[] = [];
  const former = new FormerValues();
  eachOf(reader, bytes.length, RESOURCE_LOGS, (resourceEnd) => {
    eachOf(reader, resourceEnd, SCOPE_LOGS, (scopeEnd) => {
      eachOf(reader, scopeEnd, LOG_RECORDS, (recordEnd) => {
        if (records.length >= OTLP_LIMITS.records)
          throw new OtlpMalformed(`A request may hold ${OTLP_LIMITS.records} records.`);
        records.push(recordOf(reader, recordEnd, wanted, former));
      });
    });
  });
  return records;
}

/** How many messages stand at the third level: log records, metrics or spans; all three signals have the same skeleton. */
export function countProtobuf(bytes: Buffer): number {
  const reader = new WireReader(bytes);
  let count = 0;
  eachOf(reader, bytes.length, RESOURCE_LOGS, (resourceEnd) => {
    eachOf(reader, resourceEnd, SCOPE_LOGS, (scopeEnd) => {
      eachOf(reader, scopeEnd, LOG_RECORDS, (end) => {
        count += 1;
        reader.at = end;
      });
    });
  });
  return count;
}

function eachOf(reader: WireReader, end: number, wantedTag: number, read: (end: number) => void): void {
  while (reader.at < end) {
    const tag = reader.tag(end);
    if (tag === wantedTag) read(reader.length(end));
    else reader.skip(tag % 8, end);
  }
}

function recordOf(reader: WireReader, end: number, wanted: WantedAttributes, former: FormerValues): LogRecord {
  const values = new Array<AttributeValue | undefined>(wanted.count).fill(undefined);
  let [eventName, timeMs, attributes] = ['', 0, 0];
  let body: Uint8Array | null = null;
  while (reader.at < end) {
    const tag = reader.tag(end);
    if (tag === ATTRIBUTES) {
      attributes += 1;
      if (attributes > OTLP_LIMITS.attributes)
        throw new OtlpMalformed(`A record may have ${OTLP_LIMITS.attributes} attributes.`);
      readAttribute(reader, reader.length(end), wanted, { values, former });
    } else if (tag === TIME) timeMs = reader.nanosAsMs(end);
    else if (tag === EVENT_NAME) eventName = reader.text(reader.length(end));
    else if (tag === BODY) body = anyValueAsJson(reader, reader.length(end));
    else reader.skip(tag % 8, end);
  }
  return { eventName, timeMs, values, body };
}

function readAttribute(
  reader: WireReader,
  end: number,
  wanted: WantedAttributes,
  { values, former }: { values: (AttributeValue | undefined)[]; former: FormerValues },
): void {
  let place: number | undefined;
  let valueAt = -1;
  let valueEnd = -1;
  while (reader.at < end) {
    const tag = reader.tag(end);
    if (tag === KEY) {
      const keyEnd = reader.length(end);
      place = wanted.placeIn(reader.bytes, reader.at, keyEnd);
      reader.at = keyEnd;
    } else if (tag === VALUE) {
      valueEnd = reader.length(end);
      valueAt = reader.at;
      reader.at = valueEnd;
    } else reader.skip(tag % 8, end);
  }
  if (place === undefined || valueAt === -1) return;
  values[place] = former.valueOf(reader, place, { from: valueAt, to: valueEnd });
  reader.at = end;
}

/**
 * The values that the record before had, by place. Records of a request say much the same: where the bytes are the same so is the value, and it is not
 * decoded again.
 */
class FormerValues {
  private readonly known: { from: number; to: number; value: AttributeValue | undefined }[] = [];

  valueOf(reader: WireReader, place: number, { from, to }: { from: number; to: number }): AttributeValue | undefined {
    const former = this.known[place];
    if (former !== undefined && sameBytes(reader.bytes, former, { from, to })) return former.value;
    reader.at = from;
    const value = attributeValue(reader, to);
    if (former === undefined) this.known[place] = { from, to, value };
    else {
      former.from = from;
      former.to = to;
      former.value = value;
    }
    return value;
  }
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Longer ones are seldom the same. */
const LONGEST_COMPARED = 64;

/** From the end, where texts that begin alike differ. */
function sameBytes(bytes: Uint8Array, one: Range, other: Range): boolean {
  const length = other.to - other.from;
  if (one.to - one.from !== length || length > LONGEST_COMPARED) return false;
  for (let back = 1; back <= length; back += 1) if (bytes[one.to - back] !== bytes[other.to - back]) return false;
  return true;
}
