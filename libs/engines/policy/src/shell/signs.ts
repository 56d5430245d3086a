/**
 * Signs that a word may hold, a bit for each. They are looked for in one pass over the word: whatever needs a sign that is not there needs no other look,
 * and most words hold none.
 */
export const SIGN = {
  /** It begins with a dash. */
  dash: 1 << 0,
  slash: 1 << 1,
  tilde: 1 << 2,
  dot: 1 << 3,
  equals: 1 << 4,
  colon: 1 << 5,
  at: 1 << 6,
  /** White space of any kind. */
  blank: 1 << 7,
  /** What code in some language has: brackets, quotes, a backslash, an exclamation mark. */
  code: 1 << 8,
  /** Beyond ASCII, where other blanks are. */
  foreign: 1 << 9,
  /** A word that is not known: it may be anything. */
  unknown: 1 << 10,
  /** What a shell puts something in the place of: a dollar sign, a backtick. */
  replaced: 1 << 11,
  /** Brackets that parsers and patterns nest. */
  round: 1 << 12,
  curly: 1 << 13,
  /** Below the blank, or DEL; a tab and the end of a line are none. */
  control: 1 << 14,
  /** More than anybody reads to its end. */
  long: 1 << 15,
} as const;

/** As if every sign were there: nothing is left out. */
export const EVERY_SIGN = -1;

const ASCII = 128;
const OF_CHARACTER = new Uint16Array(ASCII);
for (const [characters, sign] of [
  ['/', SIGN.slash],
  ['~', SIGN.tilde],
  ['.', SIGN.dot],
  ['=', SIGN.equals],
  [':', SIGN.colon],
  ['@', SIGN.at],
  [' \t\n\v\f\r', SIGN.blank],
  ['()`\\"\'{!', SIGN.code],
  ['$`', SIGN.replaced],
  ['(', SIGN.round],
  ['{', SIGN.curly],
  [controls(), SIGN.control],
] as const)
  for (const character of characters) {
    const code = character.charCodeAt(0);
    OF_CHARACTER[code] = (OF_CHARACTER[code] ?? 0) | sign;
  }

/** All but a tab and the end of a line. */
function controls(): string {
  const [blank, del] = [0x20, 0x7f];
  const all = Array.from({ length: blank }, (_, code) => String.fromCharCode(code)).join('') + String.fromCharCode(del);
  return all.replace(/[\t\n]/g, '');
}

/** What nobody reads to its end may hide anything. */
export const LONGEST_READ = 5_000;

export function signsOf(word: string): number {
  let signs = word.startsWith('-') ? SIGN.dash : 0;
  for (let at = 0; at < word.length; at += 1) {
    const code = word.charCodeAt(at);
    signs |= code < ASCII ? (OF_CHARACTER[code] ?? 0) : SIGN.foreign | SIGN.blank;
  }
  return signs;
}

/** Of a whole text, as of a word; and whether it is longer than anybody reads. */
export const signsOfText = (text: string): number => signsOf(text) | (text.length > LONGEST_READ ? SIGN.long : 0);

/** Of all the words together. */
export function signsIn(words: readonly (string | null)[]): number {
  let signs = 0;
  for (const word of words) signs |= word === null ? SIGN.unknown : signsOf(word);
  return signs;
}
