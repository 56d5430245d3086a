import { SECRET_KINDS } from './kinds.js';
import { PLACES } from './places.js';

/** What stands in a text, a bit for each. */
export const HOLDS = {
  /** The beginning of a secret that is known by its form. */
  form: 1 << 0,
  privateKey: 1 << 1,
  /** A word that speaks of secrets. */
  word: 1 << 2,
  /** What may be a port between colons, or end as an abbreviation of a token does. */
  hint: 1 << 3,
} as const;

/** What a text may hold. */
export interface Marks {
  /** Bits of `HOLDS`. */
  readonly holds: number;
  /** A bit for each of the places, in their order: one of its words stands in the text. */
  readonly places: number;
  /** The places for which the first number has no bits. */
  readonly morePlaces: number;
}

const BITS = 31;
const placesOf = (at: number): number => (at < BITS ? 1 << at : 0);
/** The last places share a bit, where there are more of them than bits. */
const morePlacesOf = (at: number): number => (at < BITS ? 0 : 1 << Math.min(at - BITS, BITS - 1));

/** Whether the place at `at` may fit a text of which `marks` were told. */
export const mayFit = ({ places, morePlaces }: Marks, at: number): boolean =>
  ((places & placesOf(at)) | (morePlaces & morePlacesOf(at))) !== 0;

interface Mark extends Marks {
  readonly text: string;
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

function add(text: string, marks: Marks, isFolded: boolean): void {
  const third = text.length > 2 ? text.charCodeAt(2) | SMALL : -1;
  const mark: Mark = { ...marks, text, isFolded, third };
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

const only = (holds: number): Marks => ({ holds, places: 0, morePlaces: 0 });
for (const { prefixes } of SECRET_KINDS) for (const prefix of prefixes) add(prefix, only(HOLDS.form), false);
add('PRIVATE KEY', only(HOLDS.privateKey), false);
for (const word of WORDS.split(' ')) add(word, only(HOLDS.word), true);
for (const hint of HINTS.split(' ')) add(hint, only(HOLDS.hint), true);
for (const [at, { words }] of PLACES.entries())
  for (const word of words ?? [])
    add(word, { holds: HOLDS.word, places: placesOf(at), morePlaces: morePlacesOf(at) }, true);

/** Every place that names no words, which may be in any text. */
const ANYWHERE = [...PLACES.entries()].filter(([, { words }]) => words === undefined).map(([at]) => at);
const PLACES_ANYWHERE = ANYWHERE.reduce((bits, at) => bits | placesOf(at), 0);
const MORE_ANYWHERE = ANYWHERE.reduce((bits, at) => bits | morePlacesOf(at), 0);

/** What a text may hold, told by one pass over it: nothing that is not told stands in it. */
export function marksIn(text: string): Marks {
  const look: Look = { text, folded: undefined, holds: 0, places: PLACES_ANYWHERE, morePlaces: MORE_ANYWHERE };
  let code = text.charCodeAt(0);
  let all = code;
  for (let at = 0; at + 1 < text.length; at += 1) {
    const next = text.charCodeAt(at + 1);
    const list = LIST_OF[code * ASCII + next];
    if (list !== undefined && list > 0) lookAt(at, MARKS[list] ?? [], look);
    code = next;
    all |= next;
  }
  if (all >= ASCII) for (const mark of FOREIGN) if (foldedOf(look).includes(mark.text)) note(look, mark);
  return look;
}

interface Look {
  readonly text: string;
  /** In small letters, each where it stood; made where it is asked for. */
  folded: string | undefined;
  /** What was found so far, as in `Marks`. */
  holds: number;
  places: number;
  morePlaces: number;
}

function note(look: Look, { holds, places, morePlaces }: Marks): void {
  look.holds |= holds;
  look.places |= places;
  look.morePlaces |= morePlaces;
}

const isNoted = (look: Look, { holds, places, morePlaces }: Marks): boolean =>
  (holds & ~look.holds) === 0 && (places & ~look.places) === 0 && (morePlaces & ~look.morePlaces) === 0;

function foldedOf(look: Look): string {
  look.folded ??= look.text.toLowerCase();
  // One letter becomes two.
  if (look.folded.length !== look.text.length) look.folded = look.text.replaceAll('\u0130', 'i').toLowerCase();
  return look.folded;
}

function lookAt(at: number, marks: readonly Mark[], look: Look): void {
  const third = look.text.charCodeAt(at + 2) | SMALL;
  for (const mark of marks) {
    if ((mark.third !== -1 && mark.third !== third) || isNoted(look, mark)) continue;
    if ((mark.isFolded ? foldedOf(look) : look.text).startsWith(mark.text, at)) note(look, mark);
  }
}
