import { describe, expect, it } from 'vitest';
import { folded, foldedWords } from './fold.js';
import { LEXICON_ABROAD } from './lexicon-abroad.js';
import { LEXICON } from './lexicon.js';

const wordsIn = (list: string): readonly string[] => list.split(/[,\n]/).map((word) => word.trim());

describe('the words of the lexicon', () => {
  it.each([...LEXICON, ...LEXICON_ABROAD])(
    'that mean "%s" stand as a text that holds them is read',
    (_meaning, list) => {
      for (const word of wordsIn(list)) expect(foldedWords(word)).toBe(folded(word));
      expect(wordsIn(foldedWords(list))).toEqual(wordsIn(folded(list)));
    },
  );
});
