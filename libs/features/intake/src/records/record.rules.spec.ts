import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENT_ATTRIBUTES } from '#contracts';
import { sessionIdOf } from '#engines/ledger';
import { type AttributeValue, type LogRecord, readLogs } from '#engines/otlp';
import { reportedEvent, WANTED } from './record.rules.js';

const ID = '01980000-0000-7000-8000-000000000001';
const about = {
  org: 'o1',
  receivedAt: new Date('2030-01-01T00:00:00Z'),
  sessions: new Map<string, string>(),
  reporter: { machine: { id: 'm1', label: 'mbp' }, person: { id: 'p1', label: 'ada@example.com' } },
};
type Attributes = Partial<Record<keyof typeof EVENT_ATTRIBUTES, unknown>>;

/** A record as it comes over the wire, so that names of attributes are part of what is tested. */
function record(attributes: Attributes, over: object = {}): LogRecord {
  const valueOf = (value: unknown): object =>
    Array.isArray(value)
      ? { arrayValue: { values: value.map(valueOf) } }
      : typeof value === 'number'
        ? { intValue: String(value) }
        : { stringValue: value };
  const named = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ({
      key: EVENT_ATTRIBUTES[name as keyof typeof EVENT_ATTRIBUTES],
      value: valueOf(value),
    }));
  const logRecord = { eventName: 'tool.decision', timeUnixNano: '1893456000000000000', attributes: named, ...over };
  const body = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [logRecord] }] }] });
  return readLogs(Buffer.from(body), 'json', WANTED)[0]!;
}
const decided = {
  effect: 'reject',
  wouldBe: 'reject',
  mode: 'enforce',
  risk: 'high',
  rules: ['r1', 'r2'],
  reason: 'No.',
};

describe('reportedEvent', () => {
  it('gives a session one id in all records of a request, and sessions of two agents two', () => {
    const idOf = (agent: string, session: string): string | undefined => {
      const told = reportedEvent(record({ id: ID, agent, session }), about);
      return 'event' in told ? told.event.session?.id : undefined;
    };
    const ids = [idOf('codex', 's1'), idOf('cursor', 's1'), idOf('codex', 's2')];
    expect(new Set(ids).size).toBe(3);
    expect([idOf('codex', 's1'), idOf('cursor', 's1'), idOf('codex', 's2')]).toEqual(ids);
    expect(ids[0]).toBe(sessionIdOf('m1', 'codex', 's1'));
  });

  it('makes an event of a record, in the name of the machine that sent it', () => {
    const attributes = {
      id: ID,
      session: 's1',
      agent: 'codex',
      tool: 'shell',
      toolKind: 'shell',
      policyVersion: 3,
      ...decided,
    };
    expect(reportedEvent(record(attributes, { body: { stringValue: '{"command":"ls"}' } }), about)).toMatchObject({
      event: {
        id: ID,
        org: 'o1',
        kind: 'tool.decision',
        at: '2030-01-01T00:00:00.000Z',
        actor: { kind: 'person', id: 'p1' },
        machine: { id: 'm1' },
        session: { name: 's1' },
        agent: 'codex',
        policyVersion: 3,
        decision: decided,
      },
      content: Buffer.from('{"command":"ls"}'),
    });
  });

  it('names the machine where nobody has logged in, and the time of arrival where the machine knows none', () => {
    const alone = { ...about, reporter: { ...about.reporter, person: null } };
    expect(reportedEvent(record({ id: ID }, { timeUnixNano: '0' }), alone)).toMatchObject({
      event: { actor: { kind: 'machine', id: 'm1' }, at: '2030-01-01T00:00:00.000Z' },
      content: null,
    });
  });

  const bad: readonly (readonly [string, Attributes, object, RegExp])[] = [
    ['no id', {}, {}, /castellan\.event\.id/],
    ['an id in capitals', { id: ID.replace('8', 'A') }, {}, /UUID/],
    ['a kind that machines do not report', { id: ID }, { eventName: 'admin.org.founded' }, /event name/],
    ['an agent that nobody knows', { id: ID, agent: 'skynet' }, {}, /castellan\.agent\.name/],
    ['a session without its agent', { id: ID, session: 's1' }, {}, /session\.id/],
    ['a decision without its risk', { id: ID, ...decided, risk: undefined }, {}, /castellan\.decision/],
    ['an effect that is none', { id: ID, ...decided, effect: 'maybe' }, {}, /allow, ask, reject/],
    ['a rule with a control character', { id: ID, ...decided, rules: ['a\u001fb'] }, {}, /rules/],
    ['too many rules', { id: ID, ...decided, rules: Array.from({ length: 101 }, () => 'r') }, {}, /rules/],
    ['a reason with NUL', { id: ID, ...decided, reason: 'a\u0000b' }, {}, /reason/],
    ['a tool name that is too long', { id: ID, tool: 'x'.repeat(201) }, {}, /castellan\.tool\.name/],
    ['a policy version that is no number', { id: ID, policyVersion: 'seven' }, {}, /whole number/],
    ['a content that is too large', { id: ID }, { body: { stringValue: 'x'.repeat(2 * 1024 * 1024 + 1) } }, /2 MiB/],
  ];
  it.each(bad)('says why it refuses %s', (_what, attributes, over, why) => {
    expect(reportedEvent(record(attributes, over), about)).toEqual({ refused: expect.stringMatching(why) as string });
  });

  it('never throws, whatever the attributes hold', () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.double(),
      fc.boolean(),
      fc.array(fc.string()),
      fc.constant(undefined),
      fc.constantFrom('codex', 'reject', 'enforce', 'high', ID),
    ) as fc.Arbitrary<AttributeValue | undefined>;
    const records = fc.record({
      eventName: fc.constantFrom('tool.decision', 'x'),
      timeMs: fc.nat({ max: 2 ** 45 }),
      values: fc.array(value, { minLength: WANTED.count, maxLength: WANTED.count }),
      body: fc.constant(null),
    });
    fc.assert(
      fc.property(records, (some) => {
        expect(Object.keys(reportedEvent({ ...some, values: [ID, ...some.values.slice(1)] }, about))).not.toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
