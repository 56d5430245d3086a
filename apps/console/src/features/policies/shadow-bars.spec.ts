import { describe, expect, it } from 'vitest';
import { barsOf } from './shadow-bars.js';

const at = (hour: string, stricter = 1) => ({ hour, compared: 5, stricter, milder: 0, skipped: 0 });

describe('the bars of a draft in shadow', () => {
  it('are hours for a short run, with the empty ones between', () => {
    const bars = barsOf([at('2030-01-01T10:00:00.000Z'), at('2030-01-01T12:00:00.000Z', 3)]);
    expect(bars.map(({ label, stricter }) => [label, stricter])).toEqual([
      ['2030-01-01 10:00', 1],
      ['2030-01-01 11:00', 0],
      ['2030-01-01 12:00', 3],
    ]);
  });

  it('are days for a long one, each the sum of its hours', () => {
    const bars = barsOf([
      at('2030-01-01T10:00:00.000Z'),
      at('2030-01-01T12:00:00.000Z'),
      at('2030-01-06T00:00:00.000Z'),
    ]);
    expect(bars).toHaveLength(6);
    expect(bars[0]).toEqual({ label: '2030-01-01', compared: 10, stricter: 2, milder: 0 });
  });

  it('are none where nothing was counted', () => {
    expect(barsOf([])).toEqual([]);
  });
});
