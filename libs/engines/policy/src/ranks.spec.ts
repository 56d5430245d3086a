import { describe, expect, it } from 'vitest';
import { EFFECTS, RISKS } from '#contracts';
import { rankOf, rankOfRisk, stricter } from './ranks.js';

describe('ranks', () => {
  it('are the places of effects and of risks in their lists', () => {
    expect(EFFECTS.map(rankOf)).toEqual([...EFFECTS.keys()]);
    expect(RISKS.map(rankOfRisk)).toEqual([...RISKS.keys()]);
  });

  it('tell the stricter of two effects', () => {
    expect([stricter('ask', 'allow'), stricter('ask', 'reject'), stricter('ask', 'ask')]).toEqual([
      'ask',
      'reject',
      'ask',
    ]);
  });
});
