import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesBetween } from './document-diff.js';

describe('the difference between two documents', () => {
  it('is nothing between a document and itself', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (document) => {
        expect(changesBetween(document, structuredClone(document))).toEqual([]);
      }),
    );
  });

  it('is something between any two that differ', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        const spell = (value: unknown): string => JSON.stringify(value, Object.keys(Object(value) as object).sort());
        fc.pre(spell(before) !== spell(after));
        expect(changesBetween(before, after).length).toBeGreaterThan(0);
      }),
    );
  });

  it('names members by JSON Pointer, and says what each was', () => {
    expect(changesBetween({ a: { 'b/c~d': 1, gone: true } }, { a: { 'b/c~d': 2, come: null } })).toEqual([
      { path: '/a/b~1c~0d', kind: 'changed', before: 1, after: 2 },
      { path: '/a/gone', kind: 'removed', before: true, after: null },
      { path: '/a/come', kind: 'added', before: null, after: null },
    ]);
  });

  it('follows a rule by its id when it moves', () => {
    const [curl, rm] = [
      { id: 'no-curl', effect: 'ask' },
      { id: 'no-rm', effect: 'reject' },
    ];
    expect(changesBetween([curl, rm], [{ id: 'new', effect: 'allow' }, rm, { ...curl, effect: 'reject' }])).toEqual([
      { path: '/no-curl/effect', kind: 'changed', before: 'ask', after: 'reject' },
      { path: '/new', kind: 'added', before: null, after: { id: 'new', effect: 'allow' } },
    ]);
  });

  it('compares by position what has no names, or names twice', () => {
    expect(changesBetween(['a', 'b'], ['a'])).toEqual([{ path: '/1', kind: 'removed', before: 'b', after: null }]);
    expect(
      changesBetween(
        [
          { id: 'x', n: 1 },
          { id: 'x', n: 2 },
        ],
        [
          { id: 'x', n: 1 },
          { id: 'x', n: 3 },
        ],
      ),
    ).toEqual([{ path: '/1/n', kind: 'changed', before: 2, after: 3 }]);
  });
});
