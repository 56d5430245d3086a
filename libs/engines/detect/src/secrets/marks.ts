import { SECRET_KINDS } from './kinds.js';
import { PLACES } from './places.js';

/** What stands in a text, a bit for each; behind them come the bits of places, in their order. */
export const HOLDS = {
  /** The beginning of a secret that is known by its form. */
  form: 1 << 0,
  privateKey: 1 << 1,
  /** A word that speaks of secrets. */
  word: 1 << 2,
  /** What may be a port between colons, or end as an abbreviation of a token does. */
  hint: 1 << 3,
} as const;
const FIRST_PLACE = 4;

const LAST_BIT = 30;

/** The bit of a place: one of its words stands in the text. The last places share a bit, where there are more of them than bits. */
export const bitOfPlace = (at: number): number => 1 << Math.min(FIRST_PLACE + at, LAST_BIT);

interface Mark {
  readonly text: string;
  readonly bits: number;
  readonly isFolded: boolean;
  /** The third character without its size, or -1 where there is none: it tells most texts apart. */
  readonly third: number;
}

const WORDS =
  'pass pwd secret token key credential auth psk cookie -p -u -k -a -w --user kennwort wort senha пароль contrase add_user /user: sqlplus azdo jdbc:oracle ssws twilio( "kty" private-lines';
const HINTS = 'pat :0 :1 :2 :3 :4 :5 :6 :7 :8 :9';

const ASCII = 128;
/** By the first two characters of a mark, as a number: one look at each place of a text tells whether any can begin there. */
const LIST_OF = new Uint16Array(ASCII * ASCII);
const MARKS: Mark[][] = [[]];
/** Those that begin beyond ASCII. */
const FOREIGN: Mark[] = [];

/** Sizes of ASCII differ in one bit. */
const SMALL = 0x20;

function add(text: string, bits: number, isFolded: boolean): void {
  const third = text.length > 2 ? text.charCodeAt(2) | SMALL : -1;
  const mark: Mark = { text, bits, isFolded, third };
  const [first, second] = [text.charAt(0), text.charAt(1)];
  if (text.charCodeAt(0) >= ASCII) FOREIGN.push(mark);
  const pairs = isFolded
    ? new Set([first, first.toUpperCase()].flatMap((a) => [a + second, a + second.toUpperCase()]))
    : [first + second];
  for (const pair of pairs) {
    const key = pair.charCodeAt(0) * ASCII + pair.charCodeAt(1);
    const list = LIST_OF[key] ?? 0;
    if (list > 0) MARKS[list]?.push(mark);
    else LIST_OF[key] = MARKS.push([mark]) - 1;
  }
}

for (const { prefixes } of SECRET_KINDS) for (const prefix of prefixes) add(prefix, HOLDS.form, false);
add('PRIVATE KEY', HOLDS.privateKey, false);
for (const word of WORDS.split(' ')) add(word, HOLDS.word, true);
for (const hint of HINTS.split(' ')) add(hint, HOLDS.hint, true);
for (const [at, { words }] of PLACES.entries()) for (const word of words ?? []) add(word, bitOfPlace(at), true);

/** Every place that names no words, which may be in any text. */
const ANYWHERE = PLACES.reduce((bits, { words }, at) => (words === undefined ? bits | bitOfPlace(at) : bits), 0);

/** What a text may hold, told by one pass over it: nothing that is not told stands in it. */
export function marksIn(text: string): number {
  const look: Look = { text, folded: undefined, bits: ANYWHERE };
  let code = text.charCodeAt(0);
  let all = code;
  for (let at = 0; at + 1 < text.length; at += 1) {
    const next = text.charCodeAt(at + 1);
    const list = LIST_OF[code * ASCII + next];
    if (list !== undefined && list > 0) lookAt(at, MARKS[list] ?? [], look);
    code = next;
    all |= next;
  }
  if (all >= ASCII) for (const { text: word, bits } of FOREIGN) if (foldedOf(look).includes(word)) look.bits |= bits;
  return look.bits;
}

interface Look {
  readonly text: string;
  /** In small letters, each where it stood; made where it is asked for. */
  folded: string | undefined;
  /** What was found so far. */
  bits: number;
}

function foldedOf(look: Look): string {
  look.folded ??= look.text.toLowerCase();
  // One letter becomes two.
  if (look.folded.length !== look.text.length) look.folded = look.text.replaceAll('\u0130', 'i').toLowerCase();
  return look.folded;
}

function lookAt(at: number, marks: readonly Mark[], look: Look): void {
  const third = look.text.charCodeAt(at + 2) | SMALL;
  for (const { text, bits, isFolded, third: wanted } of marks) {
    if ((look.bits & bits) === bits || (wanted !== -1 && wanted !== third)) continue;
    if ((isFolded ? foldedOf(look) : look.text).startsWith(text, at)) look.bits |= bits;
  }
}
