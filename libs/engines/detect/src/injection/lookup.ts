import { characters, IS } from './characters.js';
import { folded } from './fold.js';
import { LEXICON } from './lexicon.js';
import { LEXICON_ABROAD } from './lexicon-abroad.js';
import { MEANS, type Meaning } from './meanings.js';

/** A word or phrase and what it means. */
export interface Entry {
  readonly text: string;
  /** Whether more letters may follow. */
  readonly isStem: boolean;
  readonly bits: number;
}

interface Lookup {
  /** By the first word. */
  readonly words: ReadonlyMap<string, readonly Entry[]>;
  /** By the first letters. */
  readonly stems: ReadonlyMap<string, readonly Entry[]>;
  /** By the first letter, where no blank tells words apart. */
  readonly unspaced: ReadonlyMap<number, readonly Entry[]>;
}

/** Stems are looked up by so many letters. */
const STEM = 3;

const is = (text: string, at: number, bit: number): boolean => ((characters()[text.charCodeAt(at)] ?? 0) & bit) !== 0;

/** Whether a letter stands at `at`. */
export const isLetterAt = (text: string, at: number): boolean => is(text, at, IS.letter);

/** Where the word that begins at `at` ends; names of files may begin with a dot. */
export function endOfWord(text: string, at: number): number {
  const table = characters();
  let end = is(text, at, IS.dot) ? at + 1 : at;
  while (end < text.length && ((table[text.charCodeAt(end)] ?? 0) & IS.letter) !== 0) end += 1;
  return end;
}

/** What the word from `at` to `end` means, or the phrase that begins with it. */
export function meaningOfWord(text: string, at: number, end: number): number {
  const word = text.slice(at, end);
  const { words, stems } = lookup();
  let bits = 0;
  for (const entry of words.get(word) ?? NONE) if (fits(text, at, entry)) bits |= entry.bits;
  if (word.length < STEM) return bits;
  for (const { text: stem, bits: more } of stems.get(word.slice(0, STEM)) ?? NONE)
    if (word.startsWith(stem)) bits |= more;
  return bits;
}

/** What is written at `at` without blanks. */
export function meaningOfUnspaced(text: string, at: number): number {
  let bits = 0;
  for (const entry of lookup().unspaced.get(text.charCodeAt(at)) ?? NONE)
    if (text.startsWith(entry.text, at)) bits |= entry.bits;
  return bits;
}

const NONE: readonly Entry[] = [];
const fits = (plain: string, at: number, { text, isStem }: Entry): boolean =>
  plain.startsWith(text, at) && (isStem || !isLetterAt(plain, at + text.length));

let made: Lookup | undefined;
/** Made where it is first asked for: most commands ask for none of it. */
const lookup = (): Lookup => (made ??= lookupOf([...LEXICON, ...LEXICON_ABROAD]));

function lookupOf(lexicon: readonly (readonly [Meaning, string])[]): Lookup {
  const [words, stems, unspaced] = [new Map<string, Entry[]>(), new Map<string, Entry[]>(), new Map<number, Entry[]>()];
  for (const [meaning, list] of lexicon) {
    for (const written of folded(list).split(/\s*[,\n]\s*/)) {
      const isStem = written.endsWith('*');
      const text = (isStem ? written.slice(0, -1) : written).trim();
      if (text === '') continue;
      const entry = { text, isStem, bits: MEANS[meaning] };
      const first = text.slice(0, Math.max(1, endOfWord(text, 0)));
      if (is(text, 0, IS.unspaced)) put(unspaced, text.charCodeAt(0), entry);
      else if (isStem && first === text) put(stems, text.slice(0, STEM), entry);
      else put(words, first, entry);
    }
  }
  return { words, stems, unspaced };
}

function put<Key>(map: Map<Key, Entry[]>, key: Key, entry: Entry): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [entry]);
  else list.push(entry);
}
