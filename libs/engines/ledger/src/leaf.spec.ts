import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, type Json } from './canonical-json.js';
import { contentDigest, packContent, unpackContent } from './content-digest.js';
import { facetsOf, type LedgerEvent, sessionIdOf } from './event.js';
import { leafHash } from './hash.js';
import { eventOf, LEAF_TAG, leafOf } from './leaf.js';

const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const named = fc.record({ id: text, label: text });
const someEvent: fc.Arbitrary<LedgerEvent> = fc.record({
  id: text,
  org: text,
  kind: text,
  at: fc.constant('2026-01-02T03:04:05.678Z'),
  receivedAt: fc.constant('2026-01-02T03:04:06.000Z'),
  actor: fc.record({ id: text, kind: text, label: text }),
  machine: maybe(named),
  session: maybe(fc.record({ id: text, name: text })),
  agent: maybe(text),
  agentVersion: maybe(text),
  toolKind: maybe(text),
  tool: maybe(text),
  decision: maybe(
    fc.record({ effect: text, mode: text, reason: text, risk: text, rules: fc.array(text), wouldBe: text }),
  ),
  policyVersion: maybe(fc.nat()),
  target: maybe(fc.record({ kind: text, id: text, label: maybe(text) })),
  reason: maybe(text),
  facts: maybe(
    fc.dictionary(
      text,
      fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)),
    ),
  ),
  content: maybe(text),
});

describe('canonicalJson', () => {
  it('spells as RFC 8785 does', () => {
    // Section 3.2.2 and 3.2.3 of the RFC.
    const value = {
      numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '€$\u000f\nA\'B"\\\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
    expect(canonicalJson({ '€': 1, '\r': 2, '\ufb33': 3, '1': 4, '😀': 5, '\u0080': 6, ö: 7 })).toBe(
      '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
    );
  });

  it('is the same for the same value, and reads back as it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const spelt = canonicalJson(value);
        expect(canonicalJson(JSON.parse(spelt) as Json)).toBe(spelt);
      }),
    );
  });

  it('puts integer-like keys in the order of their text', () => {
    expect(canonicalJson({ '10': 1, '9': 2 })).toBe('{"10":1,"9":2}');
  });

  it('refuses what JSON cannot hold', () => {
    expect(() => canonicalJson(Number.NaN)).toThrow(RangeError);
    expect(canonicalJson('\ud800')).toBe('"\ufffd"');
  });
});

describe('leaves', () => {
  it('are the tag and the canonical JSON of the event, by the fast way too', () => {
    fc.assert(
      fc.property(someEvent, (event) => {
        expect(leafOf(event)).toBe(LEAF_TAG + canonicalJson(event as unknown as Json));
      }),
    );
  });

  it('read back as what they say', () => {
    fc.assert(
      fc.property(someEvent, (event) => {
        expect(leafOf(eventOf(leafOf(event))!)).toBe(leafOf(event));
      }),
    );
  });

  it('are not read without their tag or when they are no JSON', () => {
    expect(eventOf('{"id":"1"}')).toBeNull();
    expect(eventOf('castellan/event/v2\n{}')).toBeNull();
    expect(eventOf(`${LEAF_TAG}{`)).toBeNull();
  });
});

describe('leafHash', () => {
  it('of a text is that of its UTF-8, however long and whatever its letters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.nat({ max: 400 }), (text, times) => {
        const leaf = text.repeat(times);
        expect(leafHash(leaf)).toEqual(createHash('sha256').update('\u0000').update(Buffer.from(leaf)).digest());
        expect(leafHash(leaf)).toEqual(leafHash(Buffer.from(leaf)));
      }),
    );
  });
});

describe('contentDigest', () => {
  it('is HMAC-SHA-256 under the salt', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.uint8Array({ maxLength: 40_000 }),
        (salt, content) => {
          expect(contentDigest(salt, content)).toEqual(createHmac('sha256', salt).update(content).digest());
        },
      ),
    );
  });

  it('refuses a salt of another length', () => {
    expect(() => contentDigest(Buffer.alloc(16), Buffer.from('x'))).toThrow(RangeError);
  });

  it('finds salt and content again in what is sealed', () => {
    const [salt, content] = [Buffer.alloc(32, 1), Buffer.from('rm -rf /')];
    expect(unpackContent(Buffer.concat(packContent(salt, content)))).toEqual({ salt, content });
    expect(() => unpackContent(Buffer.alloc(31))).toThrow(RangeError);
  });
});

describe('sessions', () => {
  it('have an id that only the same machine and agent can make', () => {
    const id = sessionIdOf('m1', 'codex', 's1');
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(sessionIdOf('m1', 'codex', 's1')).toBe(id);
    expect(
      new Set([
        id,
        sessionIdOf('m2', 'codex', 's1'),
        sessionIdOf('m1', 'cursor', 's1'),
        sessionIdOf('m1', 'codex', 's2'),
      ]).size,
    ).toBe(4);
  });
});

describe('facetsOf', () => {
  it('never says that something happened after it was received', () => {
    const event = {
      id: '1',
      org: 'o',
      kind: 'tool.decision',
      actor: { id: 'a', kind: 'machine', label: 'mbp' },
      receivedAt: '2026-01-01T00:00:00.000Z',
    };
    expect(facetsOf({ ...event, at: '2099-01-01T00:00:00.000Z' }).occurredAt).toBe(
      Date.parse('2026-01-01T00:00:00.000Z'),
    );
    expect(facetsOf({ ...event, at: '2025-12-31T00:00:00.000Z' }).occurredAt).toBe(
      Date.parse('2025-12-31T00:00:00.000Z'),
    );
  });
});
