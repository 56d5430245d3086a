import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frame, unframe } from './frame.js';

const payload = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
const payloads = fc.array(payload, { maxLength: 12 });
const framed = (all: readonly Buffer[]) => Buffer.concat(all.map((one) => frame(one)));
const asHex = (all: readonly Buffer[]) => all.map((one) => one.toString('hex'));

describe('a spool segment', () => {
  it('gives back every record, whatever its bytes are', () => {
    fc.assert(
      fc.property(payloads, (all) => {
        const { payloads: read, damaged } = unframe(framed(all));
        expect(asHex(read)).toEqual(asHex(all));
        expect(damaged).toBe(0);
      }),
    );
  });

  it('loses only the record at which a process died, wherever it died and whoever wrote on', () => {
    fc.assert(
      fc.property(payloads, payload, fc.nat(), payloads, (before, torn, cut, after) => {
        const whole = frame(torn);
        const half = whole.subarray(0, 1 + (cut % (whole.length - 1)));
        const { payloads: read, damaged } = unframe(Buffer.concat([framed(before), half, framed(after)]));
        // Where its missing bytes are by chance the next record's first ones, even the torn one is whole.
        const isWhole = read.length === before.length + 1 + after.length;
        expect(asHex(read)).toEqual(asHex([...before, ...(isWhole ? [torn] : []), ...after]));
        expect(damaged).toBe(isWhole ? 0 : 1);
      }),
    );
  });

  it.each([1, 2, 3, 4, 15])('keeps the record whose first %i bytes complete a torn one', (missing) => {
    const [torn, next] = [
      Buffer.concat([Buffer.from('torn'), frame(Buffer.from('next')).subarray(0, missing)]),
      Buffer.from('next'),
    ];
    const whole = frame(torn);
    const bytes = Buffer.concat([whole.subarray(0, whole.length - missing), framed([next, Buffer.from('last')])]);
    expect(unframe(bytes)).toEqual({ payloads: [torn, next, Buffer.from('last')], damaged: 0 });
  });

  it('never gives a record that was not written, whatever bit flips', () => {
    fc.assert(
      fc.property(fc.array(payload, { minLength: 1, maxLength: 8 }), fc.nat(), fc.nat(7), (all, at, bit) => {
        const bytes = framed(all);
        bytes[at % bytes.length]! ^= 1 << bit;
        const read = asHex(unframe(bytes).payloads);
        expect(read.length).toBe(all.length - 1);
        for (const one of read) expect(asHex(all)).toContain(one);
      }),
    );
  });

  it('reads a record that quotes another one as what it is', () => {
    const quoting = frame(frame(Buffer.from('inner')));
    expect(unframe(quoting).payloads.map((one) => unframe(one).payloads[0]?.toString())).toEqual(['inner']);
  });

  it('never throws, whatever lies in the file', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void unframe(Buffer.from(bytes))));
  });
});
