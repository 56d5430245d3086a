import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BundleEnvelope, BUNDLE_PAYLOAD_TYPE, type VerificationKey } from '#contracts';
import { audienceOf, isInAudience } from './audience.js';
import { digestOf } from './digest.js';
import { preAuthEncoding, sealEnvelope, verifiedPayload } from './dsse.js';
import type { BundleExpectations } from './judge-bundle.js';
import { openBundle } from './open-bundle.js';
import { recheckBundle } from './recheck-bundle.js';
import { signingKeyFrom, verificationKeyFrom } from './signing-key.js';
import { type BundleStatement, writeBundle } from './write-bundle.js';

const ORG = '01890000-0000-7000-8000-00000000000a';
const MACHINE = '01890000-0000-7000-8000-000000000001';
const OTHERS = Array.from({ length: 6 }, (_, i) => `01890000-0000-7000-8000-0000000001${i}0`);
const key = signingKeyFrom(new Uint8Array(32).fill(1));
const nextKey = signingKeyFrom(new Uint8Array(32).fill(2));
const wire = ({ keyid, publicKey }: VerificationKey): VerificationKey => ({ keyid, publicKey });

const saying = (over: Partial<BundleStatement> = {}): BundleStatement => ({
  schema: 'castellan.bundle/v1',
  orgId: ORG,
  version: 7,
  policyVersion: 3,
  policyDigest: digestOf({ schema: 1 }),
  issuedAt: '2030-01-01T00:00:00.000Z',
  expiresAt: '2030-01-02T00:00:00.000Z',
  graceSeconds: 3_600,
  offline: 'ask',
  trust: [wire(key)],
  policy: { schema: 1 },
  ...over,
});
const written = (
  statement = saying(),
  keys = [key],
  machines = [...OTHERS.slice(0, 3), MACHINE, ...OTHERS.slice(3)],
  machine = MACHINE,
) => {
  const made = writeBundle(statement, machines, keys);
  return JSON.parse(`${made.shared.toString()}${made.endFor(machine) ?? '}'}`) as BundleEnvelope;
};
const expecting = (over: Partial<BundleExpectations> = {}): BundleExpectations => ({
  trustedKeys: [wire(key)],
  orgId: ORG,
  machineId: MACHINE,
  highestSeenVersion: 7,
  now: new Date('2030-01-01T12:00:00Z'),
  ...over,
});
/** What openBundle says. The check of a cached bundle must say the same, and never accept what openBundle does not. */
const reasonOf = (received: unknown, over: Partial<BundleExpectations> = {}): string => {
  const opened = openBundle(received, expecting(over));
  const again = recheckBundle(received, expecting(over));
  if (opened.outcome === 'accepted') expect(again).toEqual(opened);
  else expect(again.outcome).toBe('refused');
  return opened.outcome === 'accepted' ? 'accepted' : opened.reason;
};

describe('a DSSE envelope', () => {
  it('is signed over the encoding that the specification shows', () => {
    // secure-systems-lab/dsse protocol.md, "Test vectors".
    const encoded = preAuthEncoding('http://example.com/HelloWorld', Buffer.from('hello world'));
    expect(encoded.toString()).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
  });

  it('counts bytes, not characters', () => {
    expect(preAuthEncoding('é', Buffer.from('ü')).toString()).toBe('DSSEv1 2 é 2 ü');
  });

  it('cannot be read in two ways, whatever the type and the payload', () => {
    const parts = fc.tuple(fc.string(), fc.uint8Array());
    fc.assert(
      fc.property(parts, parts, ([typeA, bodyA], [typeB, bodyB]) => {
        const same = typeA === typeB && Buffer.compare(bodyA, bodyB) === 0;
        expect(preAuthEncoding(typeA, bodyA).equals(preAuthEncoding(typeB, bodyB))).toBe(same);
      }),
    );
  });

  it('opens under any one of its signers', () => {
    const envelope = sealEnvelope('t', Buffer.from('x'), [key, nextKey]);
    for (const one of [key, nextKey]) expect(verifiedPayload(envelope, [one])?.toString()).toBe('x');
    expect(verifiedPayload(envelope, [signingKeyFrom(new Uint8Array(32).fill(3))])).toBeNull();
  });

  it('does not open under a key that merely claims a known keyid', () => {
    const forged = sealEnvelope('t', Buffer.from('x'), [{ ...nextKey, keyid: key.keyid }]);
    expect(verifiedPayload(forged, [key])).toBeNull();
  });
});

describe('a signing key', () => {
  it('is the key of RFC 8032 section 7.1, test 2, and signs as it does', () => {
    const seed = Buffer.from('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb', 'hex');
    const made = signingKeyFrom(seed);
    expect(Buffer.from(made.publicKey, 'base64').toString('hex')).toBe(
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    );
    const raw = Buffer.from(made.publicKey, 'base64');
    expect(verificationKeyFrom(raw)).toEqual(wire(made));
  });

  it('verifies nothing when the public half has the wrong length', () => {
    const envelope = sealEnvelope('t', Buffer.from('x'), [key]);
    expect(verifiedPayload(envelope, [{ keyid: key.keyid, publicKey: 'AAAA' }])).toBeNull();
  });
});

describe('the digest of a document', () => {
  it('does not depend on how the document was spelled', () => {
    expect(digestOf({ b: [1, 2], a: 'x' })).toBe(digestOf(JSON.parse('{ "a": "x", "b": [1.0, 2] }')));
    expect(digestOf({ a: [1, 2] })).not.toBe(digestOf({ a: [2, 1] }));
  });
});

describe('an audience', () => {
  it('proves each of its machines, at every size, and no other', () => {
    const ids = fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 70 });
    fc.assert(
      fc.property(ids, fc.uuid(), (machines, stranger) => {
        const { statement, placeOf } = audienceOf(machines);
        for (const id of machines) {
          const place = placeOf(id)!;
          expect(isInAudience(id, place, statement)).toBe(true);
          expect(isInAudience(`${id}x`, place, statement)).toBe(false);
          expect(isInAudience(id, { ...place, index: place.index + 1 }, statement)).toBe(false);
          expect(
            isInAudience(
              id,
              { ...place, path: [...place.path, place.path[0] ?? Buffer.alloc(32).toString('base64')] },
              statement,
            ),
          ).toBe(false);
        }
        expect(placeOf(stranger) === null || machines.includes(stranger)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('is the tree of RFC 9162: the root over seven leaves splits at four', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const left = audienceOf(ids.slice(0, 4)).statement.root;
    const place = audienceOf(ids).placeOf('g')!;
    expect(Buffer.from(place.path.at(-1)!, 'base64').toString('hex')).toBe(left);
  });
});

describe('openBundle', () => {
  it('accepts what the org signed for this machine', () => {
    const opened = openBundle(written(), expecting());
    expect(opened).toMatchObject({
      outcome: 'accepted',
      inGrace: false,
      bundle: { version: 7, policy: { schema: 1 } },
    });
  });

  it('accepts a bundle for this machine alone', () => {
    expect(reasonOf(written(saying(), [key], [MACHINE]))).toBe('accepted');
  });

  it.each([
    ['garbage', 'x', {}, 'malformed'],
    ['an envelope without a place', { payloadType: BUNDLE_PAYLOAD_TYPE, payload: '', signatures: [] }, {}, 'malformed'],
    ['a key of somebody else', written(saying(), [nextKey]), {}, 'bad-signature'],
    ['no trusted key at all', written(), { trustedKeys: [] }, 'bad-signature'],
    ['another org', written(saying({ orgId: MACHINE })), {}, 'other-org'],
    ['another machine', written(), { machineId: ORG }, 'other-machine'],
    ['a place of another machine', written(saying(), [key], [...OTHERS, MACHINE], OTHERS[0]), {}, 'other-machine'],
    ['a lower version than seen', written(), { highestSeenVersion: 8 }, 'rolled-back'],
    ['a version of today, issued again', written(), { highestSeenVersion: 7 }, 'accepted'],
    ['the last moment of grace', written(), { now: new Date('2030-01-02T01:00:00.000Z') }, 'accepted'],
    ['a moment past grace', written(), { now: new Date('2030-01-02T01:00:00.001Z') }, 'expired'],
    [
      'an unknown schema',
      written({ ...saying(), schema: 'castellan.bundle/v2' as 'castellan.bundle/v1' }),
      {},
      'wrong-schema',
    ],
  ])('given %s', (_case, received, over, reason) => {
    expect(reasonOf(received, over)).toBe(reason);
  });

  it('says what the org wants of a machine that is cut off, when the bundle is merely old', () => {
    const opened = openBundle(
      written(saying({ offline: 'reject' })),
      expecting({ now: new Date('2031-01-01T00:00:00Z') }),
    );
    expect(opened).toMatchObject({ reason: 'expired', offline: 'reject' });
    const forged = openBundle(
      written(saying({ offline: 'ask' }), [nextKey]),
      expecting({ now: new Date('2031-01-01T00:00:00Z') }),
    );
    expect(forged).not.toHaveProperty('offline');
  });

  it('lets a machine that knows only the old key step over to the new one', () => {
    const stepped = openBundle(written(saying({ trust: [wire(nextKey)] }), [nextKey, key]), expecting());
    expect(stepped.outcome).toBe('accepted');
    const trustedKeys = stepped.outcome === 'accepted' ? stepped.bundle.trust : [];
    expect(reasonOf(written(saying(), [nextKey]), { trustedKeys })).toBe('accepted');
    expect(reasonOf(written(saying(), [key]), { trustedKeys })).toBe('bad-signature');
  });

  it('refuses a statement of another type, though the org’s key signed it', () => {
    const payload = Buffer.from(written().payload, 'base64');
    const { place } = written();
    expect(reasonOf({ ...sealEnvelope('application/other', payload, [key]), place })).toBe('wrong-schema');
  });

  it('refuses a bundle in which any one bit is flipped, wherever it is', () => {
    const good = written();
    const spots: readonly ((envelope: BundleEnvelope, flip: (text: string) => string) => void)[] = [
      (envelope, flip) => (envelope.payload = flip(envelope.payload)),
      (envelope, flip) => (envelope.payloadType = flip(envelope.payloadType)),
      (envelope, flip) => (envelope.signatures[0]!.sig = flip(envelope.signatures[0]!.sig)),
      (envelope, flip) => (envelope.signatures[0]!.keyid = flip(envelope.signatures[0]!.keyid)),
      (envelope, flip) => (envelope.place.path[0] = flip(envelope.place.path[0]!)),
      (envelope, flip) => (envelope.place.path[2] = flip(envelope.place.path[2]!)),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...spots), fc.nat(), fc.nat(7), (spot, at, bit) => {
        const envelope = structuredClone(good);
        spot(envelope, (text) => {
          const bytes = Buffer.from(text);
          bytes[at % bytes.length]! ^= 1 << bit;
          return bytes.toString();
        });
        expect(reasonOf(envelope)).not.toBe('accepted');
      }),
      { numRuns: 500 },
    );
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (anything) => {
        expect(reasonOf(anything)).toBe('malformed');
      }),
    );
    const stranger = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x!;
    expect(
      reasonOf(written(), {
        trustedKeys: [{ keyid: key.keyid, publicKey: Buffer.from(stranger, 'base64url').toString('base64') }],
      }),
    ).toBe('bad-signature');
  });
});
