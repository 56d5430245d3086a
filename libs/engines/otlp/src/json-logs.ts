import { type AttributeValue, type LogRecord, OTLP_LIMITS, type WantedAttributes } from './log-record.js';
import { OtlpMalformed } from './otlp.errors.js';
import { stringsOf } from './protobuf-value.js';

type Thing = Readonly<Record<string, unknown>>;
type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const NANOS_PER_MS = 1_000_000n;

/**
 * The records of an ExportLogsServiceRequest in JSON (OTLP 1.x, "JSON Protobuf Encoding").
 * @throws OtlpMalformed
 */
export function jsonLogs(bytes: Buffer, wanted: WantedAttributes): LogRecord[] {
  const records = thirdLevel(parsed(bytes), ['resourceLogs', 'scopeLogs', 'logRecords']);
  if (records.length > OTLP_LIMITS.records)
    throw new OtlpMalformed(`A request may hold ${OTLP_LIMITS.records} records.`);
  return records.map((record) => recordOf(record, wanted));
}

const LEVELS = {
  logs: ['resourceLogs', 'scopeLogs', 'logRecords'],
  metrics: ['resourceMetrics', 'scopeMetrics', 'metrics'],
  traces: ['resourceSpans', 'scopeSpans', 'spans'],
} as const;

/** How many log records, metrics or spans a request holds. */
export const countJson = (bytes: Buffer, signal: keyof typeof LEVELS): number =>
  thirdLevel(parsed(bytes), LEVELS[signal]).length;

function parsed(bytes: Buffer): Thing {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new OtlpMalformed('The body is no JSON.', { cause: error });
  }
  return thingOf(value, 'The body');
}

function thirdLevel(request: Thing, [first, second, third]: readonly [string, string, string]): Thing[] {
  return listOf(request, first).flatMap((resource) =>
    listOf(resource, second).flatMap((scope) => listOf(scope, third)),
  );
}

function recordOf(record: Thing, wanted: WantedAttributes): LogRecord {
  const values = new Array<AttributeValue | undefined>(wanted.count).fill(undefined);
  const attributes = listOf(record, 'attributes');
  if (attributes.length > OTLP_LIMITS.attributes)
    throw new OtlpMalformed(`A record may have ${OTLP_LIMITS.attributes} attributes.`);
  for (const { key, value } of attributes) {
    const place = typeof key === 'string' ? wanted.placeOf(key) : undefined;
    if (place !== undefined) values[place] = attributeOf(anyValue(value, 0));
  }
  const { eventName = '', timeUnixNano = 0 } = record;
  if (typeof eventName !== 'string') throw new OtlpMalformed('eventName is no string.');
  return { eventName: eventName.toWellFormed(), timeMs: msOf(timeUnixNano), values, body: bodyOf(record['body']) };
}

/** A uint64 comes as a decimal string, and from lenient senders as a number. */
function msOf(nanos: unknown): number {
  if (typeof nanos === 'string' && /^\d{1,20}$/.test(nanos)) return Number(BigInt(nanos) / NANOS_PER_MS);
  if (typeof nanos === 'number' && Number.isFinite(nanos) && nanos >= 0)
    return Number(BigInt(Math.floor(nanos)) / NANOS_PER_MS);
  throw new OtlpMalformed('timeUnixNano is no number.');
}

function bodyOf(body: unknown): Uint8Array | null {
  const value = body === undefined || body === null ? null : anyValue(body, 0);
  if (value === null) return null;
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
}

function attributeOf(value: Json): AttributeValue | undefined {
  if (Array.isArray(value)) return stringsOf(value);
  return value === null || typeof value === 'object' ? undefined : value;
}

const READERS: Readonly<Record<string, (value: unknown, depth: number) => Json>> = {
  stringValue: (value) => scalarOf(value, 'string'),
  boolValue: (value) => scalarOf(value, 'boolean'),
  intValue: (value) => {
    const number = Number(value);
    if (!Number.isInteger(number)) throw new OtlpMalformed('An intValue is no whole number.');
    return number;
  },
  doubleValue: (value) => (typeof value === 'number' ? value : scalarOf(value, 'string')),
  bytesValue: (value) => scalarOf(value, 'string'),
  arrayValue: (value, depth) =>
    listOf(thingOf(value, 'An arrayValue'), 'values').map((item) => anyValue(item, depth + 1)),
  kvlistValue: (value, depth) =>
    Object.fromEntries(
      listOf(thingOf(value, 'A kvlistValue'), 'values').map((item) => [
        scalarOf(item['key'] ?? '', 'string'),
        anyValue(item['value'], depth + 1),
      ]),
    ),
};

function anyValue(value: unknown, depth: number): Json {
  if (depth > OTLP_LIMITS.depth) throw new OtlpMalformed(`A value may be ${OTLP_LIMITS.depth} levels deep.`);
  if (value === undefined || value === null) return null;
  for (const [name, held] of Object.entries(thingOf(value, 'A value'))) {
    const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
    if (read !== undefined && held !== null && held !== undefined) return read(held, depth);
  }
  return null;
}

function scalarOf<T extends 'string' | 'boolean'>(value: unknown, type: T): T extends 'string' ? string : boolean {
  if (typeof value !== type) throw new OtlpMalformed(`A ${type}Value is no ${type}.`);
  // A JSON text may spell half a surrogate pair; nothing further up can hold one.
  return (typeof value === 'string' ? value.toWellFormed() : value) as T extends 'string' ? string : boolean;
}

function thingOf(value: unknown, what: string): Thing {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new OtlpMalformed(`${what} is no object.`);
  return value as Thing;
}

function listOf(holder: Thing, name: string): Thing[] {
  const list = holder[name];
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) throw new OtlpMalformed(`${name} is no list.`);
  return list.map((item) => thingOf(item, `An item of ${name}`));
}
