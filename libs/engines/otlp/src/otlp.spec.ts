import fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { WantedAttributes } from './log-record.js';
import { OtlpMalformed } from './otlp.errors.js';
import { countItems, readLogs } from './otlp.js';
import { otlpFailure, otlpPartialSuccess, otlpSuccess } from './response.js';

// opentelemetry-proto 1.x, the parts that a log request is made of: the oracle that our own reader is held against.
const oracle = protobuf.parse(`syntax = "proto3"; package otlp;
  message ExportLogsServiceRequest { repeated ResourceLogs resource_logs = 1; }
  message ResourceLogs { Resource resource = 1; repeated ScopeLogs scope_logs = 2; string schema_url = 3; }
  message Resource { repeated KeyValue attributes = 1; uint32 dropped_attributes_count = 2; }
  message ScopeLogs { Scope scope = 1; repeated LogRecord log_records = 2; string schema_url = 3; }
  message Scope { string name = 1; string version = 2; repeated KeyValue attributes = 3; }
  message LogRecord { fixed64 time_unix_nano = 1; fixed64 observed_time_unix_nano = 11; int32 severity_number = 2; string severity_text = 3;
    AnyValue body = 5; repeated KeyValue attributes = 6; uint32 dropped_attributes_count = 7; fixed32 flags = 8; bytes trace_id = 9; bytes span_id = 10; string event_name = 12; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4;
    ArrayValue array_value = 5; KeyValueList kvlist_value = 6; bytes bytes_value = 7; } }
  message ArrayValue { repeated AnyValue values = 1; }
  message KeyValueList { repeated KeyValue values = 1; }
  message ExportLogsServiceResponse { PartialSuccess partial_success = 1; }
  message PartialSuccess { int64 rejected_log_records = 1; string error_message = 2; }
  message Status { int32 code = 1; string message = 2; }`).root;
const typeOf = (name: string) => oracle.lookupType(`otlp.${name}`);
const Request = typeOf('ExportLogsServiceRequest');

const names = ['castellan.event.id', 'session.id', 'castellan.decision.rules'];
const wanted = new WantedAttributes(names);

const text = fc.string({ unit: 'binary', maxLength: 30 }).map((value) => value.toWellFormed());
const anyValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text.map((stringValue) => ({ stringValue })),
    fc.boolean().map((boolValue) => ({ boolValue })),
    fc.maxSafeInteger().map((intValue) => ({ intValue: String(intValue) })),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => ({ doubleValue: value === 0 ? 0 : value })),
    fc.array(tie('value'), { maxLength: 3 }).map((values) => ({ arrayValue: { values } })),
    fc
      .array(fc.record({ key: text, value: tie('value') }), { maxLength: 3 })
      .map((values) => ({ kvlistValue: { values } })),
  ),
})).value as fc.Arbitrary<Record<string, unknown>>;
/** Records of a request say much the same, so values repeat. */
const usual = fc.constantFrom({ stringValue: 'a' }, { stringValue: 'b' }, { intValue: '7' }, { boolValue: true });
const attribute = fc.record({
  key: fc.oneof(fc.constantFrom(...names), text),
  value: fc.oneof(anyValue, usual),
});
const nanos = fc.bigInt({ min: 0n, max: 2n ** 63n });
const record = fc.record(
  {
    timeUnixNano: nanos.map(String),
    observedTimeUnixNano: nanos.map(String),
    severityNumber: fc.integer({ min: 0, max: 24 }),
    severityText: text,
    body: anyValue,
    attributes: fc.array(attribute, { maxLength: 6 }),
    flags: fc.nat(),
    eventName: text,
  },
  { requiredKeys: ['timeUnixNano', 'eventName', 'attributes'] },
);
const request = fc.record({
  resourceLogs: fc.array(
    fc.record({
      resource: fc.record({ attributes: fc.array(attribute, { maxLength: 2 }) }),
      scopeLogs: fc.array(
        fc.record({ scope: fc.record({ name: text }), logRecords: fc.array(record, { maxLength: 4 }) }),
        { maxLength: 3 },
      ),
    }),
    { maxLength: 3 },
  ),
});
const encode = (value: object): Buffer => Buffer.from(Request.encode(Request.fromObject(value)).finish());
const readable = (bytes: Buffer, encoding: 'protobuf' | 'json') =>
  readLogs(bytes, encoding, wanted).map(({ body, ...rest }) => ({
    ...rest,
    body: body && Buffer.from(body).toString(),
  }));

/** What protobufjs says the records are, in our words. */
function byOracle(bytes: Buffer) {
  const decoded = Request.toObject(Request.decode(bytes), {
    longs: String,
    bytes: String,
    arrays: true,
    objects: true,
  }) as {
    resourceLogs: { scopeLogs: { logRecords: OracleRecord[] }[] }[];
  };
  return decoded.resourceLogs
    .flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords))
    .map((found) => ({
      eventName: found.eventName ?? '',
      timeMs: Number(BigInt(found.timeUnixNano ?? 0) / 1_000_000n),
      values: names.map((name) => {
        const value = plain(found.attributes.findLast(({ key }) => key === name)?.value);
        if (Array.isArray(value)) return value.every((item) => typeof item === 'string') ? value : undefined;
        return value === null || typeof value === 'object' ? undefined : value;
      }),
      body: asText(plain(found.body)),
    }));
}
interface OracleRecord {
  eventName?: string;
  timeUnixNano?: string;
  body?: Record<string, unknown>;
  attributes: { key?: string; value?: Record<string, unknown> }[];
}
const asText = (value: unknown): string | null =>
  value === null ? null : typeof value === 'string' ? value : JSON.stringify(value);
function plain(value: Record<string, unknown> | null | undefined): unknown {
  const [kind, held] = Object.entries(value ?? {})[0] ?? [];
  if (kind === 'intValue') return Number(held);
  if (kind === 'arrayValue') return (held as { values?: [] }).values?.map(plain) ?? [];
  if (kind === 'kvlistValue') {
    const members = (held as { values?: { key?: string; value?: Record<string, unknown> }[] }).values ?? [];
    return Object.fromEntries(members.map((member) => [member.key ?? '', plain(member.value)]));
  }
  return held ?? null;
}

describe('reading logs', () => {
  it('from protobuf finds what protobufjs finds', () => {
    fc.assert(
      fc.property(request, (value) => {
        expect(readable(encode(value), 'protobuf')).toEqual(byOracle(encode(value)));
      }),
      { numRuns: 400 },
    );
  });

  it('from JSON finds what it finds in protobuf', () => {
    fc.assert(
      fc.property(request, (value) => {
        expect(readable(Buffer.from(JSON.stringify(value)), 'json')).toEqual(readable(encode(value), 'protobuf'));
      }),
      { numRuns: 300 },
    );
  });

  it('of damaged bytes either refuses, or finds what protobufjs finds', () => {
    fc.assert(
      fc.property(
        request,
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 }),
        (value, changes) => {
          const bytes = encode(value);
          for (const [at, to] of changes) if (bytes.length > 0) bytes[at % bytes.length] = to;
          let ours;
          try {
            ours = readable(bytes, 'protobuf');
          } catch (error) {
            expect(error).toBeInstanceOf(OtlpMalformed);
            return;
          }
          // protobufjs merges what is sent twice, and refuses invalid UTF-8 and more; where it reads, the count agrees.
          try {
            expect(ours).toHaveLength(byOracle(bytes).length);
          } catch (error) {
            if (error instanceof Error && error.name === 'AssertionError') throw error;
          }
        },
      ),
      { numRuns: 1_500 },
    );
  });

  it('of random bytes never fails otherwise than by refusing', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom('protobuf' as const, 'json' as const),
        (bytes, encoding) => {
          try {
            readLogs(Buffer.from(bytes), encoding, wanted);
          } catch (error) {
            expect(error).toBeInstanceOf(OtlpMalformed);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('of random JSON never fails otherwise than by refusing', () => {
    const shape = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 5 },
        fc.jsonValue(),
        fc.record(
          {
            resourceLogs: tie('any'),
            scopeLogs: tie('any'),
            logRecords: tie('any'),
            attributes: tie('any'),
            body: tie('any'),
            value: tie('any'),
            arrayValue: tie('any'),
          },
          { requiredKeys: [] },
        ),
        fc.array(tie('any'), { maxLength: 3 }),
      ),
    })).any;
    fc.assert(
      fc.property(shape, (value) => {
        try {
          readLogs(Buffer.from(JSON.stringify(value)), 'json', wanted);
        } catch (error) {
          expect(error).toBeInstanceOf(OtlpMalformed);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('divides nanoseconds exactly, where doubles would round', () => {
    const value = {
      resourceLogs: [{ scopeLogs: [{ logRecords: [{ timeUnixNano: '1700000000123000000', attributes: [] }] }] }],
    };
    expect(readable(encode(value), 'protobuf')[0]?.timeMs).toBe(1_700_000_000_123);
    expect(readable(Buffer.from(JSON.stringify(value)), 'json')[0]?.timeMs).toBe(1_700_000_000_123);
  });

  it('reads negative whole numbers', () => {
    const value = {
      resourceLogs: [
        { scopeLogs: [{ logRecords: [{ attributes: [{ key: 'session.id', value: { intValue: '-7' } }] }] }] },
      ],
    };
    expect(readable(encode(value), 'protobuf')[0]?.values[1]).toBe(-7);
  });

  it('bounds records, attributes and depth', () => {
    const logRecords = (count: number, record: object) => ({
      resourceLogs: [{ scopeLogs: [{ logRecords: Array.from({ length: count }, () => record) }] }],
    });
    const many = logRecords(10_001, {});
    const wide = logRecords(1, { attributes: Array.from({ length: 257 }, () => ({ key: 'a', value: {} })) });
    let nested: object = { stringValue: 'x' };
    for (let i = 0; i < 20; i += 1) nested = { arrayValue: { values: [nested] } };
    for (const value of [many, wide, logRecords(1, { body: nested })]) {
      expect(() => readLogs(encode(value), 'protobuf', wanted)).toThrow(OtlpMalformed);
      expect(() => readLogs(Buffer.from(JSON.stringify(value)), 'json', wanted)).toThrow(OtlpMalformed);
    }
  });
});

describe('counting', () => {
  it('finds how many items of a signal there are', () => {
    fc.assert(
      fc.property(request, (value) => {
        const count = value.resourceLogs.flatMap(({ scopeLogs }) =>
          scopeLogs.flatMap(({ logRecords }) => logRecords),
        ).length;
        expect(countItems(encode(value), 'protobuf', 'logs')).toBe(count);
        expect(countItems(Buffer.from(JSON.stringify(value)), 'json', 'logs')).toBe(count);
      }),
    );
    expect(countItems(Buffer.from('{"resourceSpans":[{"scopeSpans":[{"spans":[{},{}]}]}]}'), 'json', 'traces')).toBe(2);
    expect(
      countItems(Buffer.from('{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{}]}]}]}'), 'json', 'metrics'),
    ).toBe(1);
  });
});

describe('answers', () => {
  it('are empty when all was taken', () => {
    expect(otlpSuccess('protobuf')).toEqual({ contentType: 'application/x-protobuf', body: Buffer.alloc(0) });
    expect(otlpSuccess('json').body.toString()).toBe('{}');
  });

  it('tell how many were refused, and why', () => {
    fc.assert(
      fc.property(fc.nat(), text, (count, sentence) => {
        const { body } = otlpPartialSuccess('protobuf', 'logs', { count, sentence });
        const decoded = typeOf('ExportLogsServiceResponse').toObject(typeOf('ExportLogsServiceResponse').decode(body), {
          longs: Number,
          defaults: true,
        });
        expect(decoded).toEqual({ partialSuccess: { rejectedLogRecords: count, errorMessage: sentence } });
      }),
    );
    expect(JSON.parse(otlpPartialSuccess('json', 'traces', { count: 3, sentence: 'No.' }).body.toString())).toEqual({
      partialSuccess: { rejectedSpans: '3', errorMessage: 'No.' },
    });
  });

  it('tell a failure as a google.rpc.Status', () => {
    const { body } = otlpFailure('protobuf', { code: 14, message: 'Come back later.' });
    expect(typeOf('Status').toObject(typeOf('Status').decode(body))).toEqual({ code: 14, message: 'Come back later.' });
    expect(JSON.parse(otlpFailure('json', { code: 3, message: 'No.' }).body.toString())).toEqual({
      code: 3,
      message: 'No.',
    });
  });
});
