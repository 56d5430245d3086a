import { describe, expect, it } from 'vitest';
import { placeOfRule } from './rule-place.js';

describe('where a rule stands in a text', () => {
  it.each([
    ['yaml in a line', 'version: 1\ncommands:\n  - { id: no-rm, program: rm }', 'no-rm', [3, 7]],
    ['yaml in a block', 'commands:\n  - id: a\n  - id: a.b/c\n', 'a.b/c', [3, 5]],
    ['quoted json', '{\n "commands": [{"id": "x-1"}]}', 'x-1', [2, 17]],
  ])('is found in %s', (_what, text, rule, place) => {
    const found = placeOfRule(text, rule);
    expect([found?.line, found?.column]).toEqual(place);
  });

  it('is not a rule whose name begins alike, nor one of the engine’s own', () => {
    expect(placeOfRule('- id: no-rm-rf', 'no-rm')).toBeNull();
    expect(placeOfRule('- id: no-rm', 'default/low')).toBeNull();
  });
});
