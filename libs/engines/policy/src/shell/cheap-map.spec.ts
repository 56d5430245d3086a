import { describe, expect, it } from 'vitest';
import { CheapMap } from './cheap-map.js';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];
const BENEATH = new Map([
  ['a', 1],
  ['b', 2],
  ['c', 3],
]);

/** The same numbers in each run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

describe('a cheap map', () => {
  it('is what a map would be, with its order, however it is copied and changed', () => {
    const next = numbers(7);
    const pairs = [{ cheap: new CheapMap<number>(BENEATH), plain: new Map(BENEATH) }];
    for (let step = 0; step < 600; step += 1) {
      const pair = pairs[next(pairs.length)] ?? { cheap: new CheapMap<number>(), plain: new Map<string, number>() };
      const name = NAMES[next(NAMES.length)] ?? '';
      const act = next(10);
      if (act < 5) {
        pair.cheap.set(name, step);
        pair.plain.set(name, step);
      } else if (act < 8) {
        pair.cheap.delete(name);
        pair.plain.delete(name);
      } else if (pairs.length < 20) pairs.push({ cheap: pair.cheap.copy(), plain: new Map(pair.plain) });
      else {
        const other = pairs[next(pairs.length)] ?? pair;
        pair.cheap.become(other.cheap);
        pair.plain = new Map(other.plain);
      }
      for (const { cheap, plain } of pairs) {
        expect([...cheap]).toEqual([...plain]);
        expect([...cheap.keys()]).toEqual([...plain.keys()]);
        expect(cheap.size).toBe(plain.size);
        expect(cheap.get(name)).toBe(plain.get(name));
        expect(cheap.has(name)).toBe(plain.has(name));
      }
    }
    expect([...BENEATH]).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);
  });

  it('knows a copy that nothing has changed', () => {
    const map = new CheapMap<number>(BENEATH);
    const copy = map.copy();
    expect(copy.isSame(map)).toBe(true);
    copy.set('d', 4);
    expect(copy.isSame(map)).toBe(false);
    expect(new CheapMap<number>().isSame(map)).toBe(false);
  });

  it('is empty once it is cleared', () => {
    const map = new CheapMap<number>(BENEATH);
    map.clear();
    expect([map.size, [...map], map.get('a')]).toEqual([0, [], undefined]);
  });
});
