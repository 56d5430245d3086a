/** What a character can be in a sentence, a bit for each. */
export const IS = {
  /** Of a word. */
  letter: 1 << 0,
  /** Kana, Han and Hangul: written without blanks, or with endings at each word. */
  unspaced: 1 << 1,
  /** The end of a clause. */
  end: 1 << 2,
  quote: 1 << 3,
  /** A pause, behind which a verb may begin an order. */
  pause: 1 << 4,
  /** It stands in addresses. */
  address: 1 << 5,
  dot: 1 << 6,
} as const;

const ranges = (text: string): readonly (readonly [number, number])[] =>
  text.split(' ').map((range) => {
    const [first = '', last = first] = range.split('-');
    return [parseInt(first, 16), parseInt(last, 16)];
  });
const UNSPACED = ranges('3040-30ff 3400-9fff ac00-d7af');
const WORDS = ranges('27 30-39 5f 61-7a aa b5 ba c0-1fff 2070-2fff a000-abff d800-fdff fe30-feff ff21-ffff');
const of = (bit: number, characters: string): readonly [number, string] => [bit, characters];
const SINGLE = [
  of(IS.end, '\n!;?。।؟؛！？；'),
  of(IS.quote, '"`“”«»「」'),
  of(IS.pause, ',:(،、，：（'),
  of(IS.address, ':@'),
  of(IS.dot, '.'),
];

let made: Uint8Array | undefined;
/** The bits of `IS` by UTF-16 unit of folded text. */
export const characters = (): Uint8Array => (made ??= tableOf());

function tableOf(): Uint8Array {
  const table = new Uint8Array(1 << 16);
  for (const [first, last] of WORDS) table.fill(IS.letter, first, last + 1);
  for (const [first, last] of UNSPACED) table.fill(IS.unspaced, first, last + 1);
  // Some stand among letters.
  for (const [, list] of SINGLE) for (const sign of list) table[sign.charCodeAt(0)] = 0;
  for (const [bit, list] of SINGLE)
    for (const sign of list) table[sign.charCodeAt(0)] = (table[sign.charCodeAt(0)] ?? 0) | bit;
  return table;
}
