import { characters, IS } from './characters.js';
import { foldedWords } from './fold.js';
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

/** What begins with one letter. */
interface Lookup {
  /** By the first word. */
  readonly words: ReadonlyMap<string, readonly Entry[]>;
  /** By the first letters. */
  readonly stems: ReadonlyMap<string, readonly Entry[]>;
  /** Where no blank tells words apart. */
  readonly unspaced: readonly Entry[];
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
  const { words, stems } = lookupAt(text, at);
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
  for (const entry of lookupAt(text, at).unspaced) if (text.startsWith(entry.text, at)) bits |= entry.bits;
  return bits;
}

const NONE: readonly Entry[] = [];
const fits = (plain: string, at: number, { text, isStem }: Entry): boolean =>
  plain.startsWith(text, at) && (isStem || !isLetterAt(plain, at + text.length));

/** What the lexicon writes with one first letter, by turns with what it means. */
interface Shelf {
  readonly written: string[];
  readonly bits: number[];
  lookup: Lookup | null;
}

let made: ReadonlyMap<number, Shelf> | undefined;
/** Sorted where it is first asked for, and a letter of it where a word begins so: most commands ask for none, most texts for a dozen letters. */
const shelves = (): ReadonlyMap<number, Shelf> => (made ??= shelvesOf([...LEXICON, ...LEXICON_ABROAD]));

function shelvesOf(lexicon: readonly (readonly [Meaning, string])[]): ReadonlyMap<number, Shelf> {
  const sorted = new Map<number, Shelf>();
  for (const [meaning, list] of lexicon) {
    for (const padded of foldedWords(list).split(/[,\n]/)) {
      const written = padded.trim();
      if (written === '') continue;
      const first = written.charCodeAt(0);
      const shelf = sorted.get(first) ?? { written: [], bits: [], lookup: null };
      sorted.set(first, shelf);
      shelf.written.push(written);
      shelf.bits.push(MEANS[meaning]);
    }
  }
  return sorted;
}

/** What begins with the letter at `at`. */
function lookupAt(text: string, at: number): Lookup {
  const shelf = shelves().get(text.charCodeAt(at));
  return shelf === undefined ? NOTHING : (shelf.lookup ??= lookupOf(shelf));
}

const NOTHING: Lookup = { words: new Map(), stems: new Map(), unspaced: [] };

function lookupOf({ written: all, bits }: Shelf): Lookup {
  const [words, stems, unspaced] = [new Map<string, Entry[]>(), new Map<string, Entry[]>(), [] as Entry[]];
  all.forEach((written, place) => {
    const isStem = written.endsWith('*');
    const text = (isStem ? written.slice(0, -1) : written).trim();
    if (text === '') return;
    const entry = { text, isStem, bits: bits[place] ?? 0 };
    const first = text.slice(0, Math.max(1, endOfWord(text, 0)));
    if (is(text, 0, IS.unspaced)) unspaced.push(entry);
    else if (isStem && first === text) put(stems, text.slice(0, STEM), entry);
    else put(words, first, entry);
  });
  return { words, stems, unspaced };
}

function put(map: Map<string, Entry[]>, key: string, entry: Entry): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [entry]);
  else list.push(entry);
}
