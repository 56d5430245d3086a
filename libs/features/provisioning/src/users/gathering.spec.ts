import { describe, expect, it } from 'vitest';
import { Gathering } from './gathering.js';

/** Work that ends when it is told to, and says what it was given. */
function held(): { served: (readonly string[])[]; end: (error?: Error) => void; gathering: Gathering<string, string> } {
  const served: (readonly string[])[] = [];
  const ends: ((error?: Error) => void)[] = [];
  const work = (items: readonly string[]): Promise<readonly string[]> => {
    served.push(items);
    return new Promise((resolve, reject) => {
      ends.push((error) => (error === undefined ? resolve(items.map((item) => item.toUpperCase())) : reject(error)));
    });
  };
  return { served, end: (error) => ends.shift()?.(error), gathering: new Gathering(work, 3) };
}
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('gathering', () => {
  it('serves at once who comes alone, and together who came meanwhile, each with what is hers', async () => {
    const { served, end, gathering } = held();
    const all = ['a', 'b', 'c', 'd', 'e'].map((item) => gathering.take('line', item));
    expect(served).toEqual([['a']]);
    for (let turn = 0; turn < 3; turn += 1) {
      end();
      await settled();
    }
    expect(served).toEqual([['a'], ['b', 'c', 'd'], ['e']]);
    expect(await Promise.all(all)).toEqual(['A', 'B', 'C', 'D', 'E']);
  });

  it('lets no line wait for another', () => {
    const { served, gathering } = held();
    void gathering.take('one', 'a');
    void gathering.take('two', 'b');
    expect(served).toEqual([['a'], ['b']]);
  });

  it('goes on behind what failed', async () => {
    const { end, gathering } = held();
    const first = gathering.take('line', 'a');
    const second = gathering.take('line', 'b');
    end(new Error('away'));
    await expect(first).rejects.toThrow('away');
    await settled();
    end();
    expect(await second).toBe('B');
    await settled();
    const third = gathering.take('line', 'c');
    end();
    expect(await third).toBe('C');
  });
});
