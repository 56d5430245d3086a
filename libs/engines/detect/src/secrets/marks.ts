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
  /** The third and the fourth character without their sizes, or -1 where there is none: they tell most texts apart. */
  readonly third: number;
  readonly fourth: number;
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
const sizeless = (text: string, at: number): number => (at < text.length ? text.charCodeAt(at) | SMALL : -1);

/** The last bits of a character, which are those of its other size too. */
const BITS_OF_CHARACTER = 5;
const OF_CHARACTER = (1 << BITS_OF_CHARACTER) - 1;
const OF_THREE = (1 << (3 * BITS_OF_CHARACTER)) - 1;
const BITS_OF_WORD = 32;
/** A bit for each three characters with which a mark begins, by the last bits of each: a set so small that it stays at hand, and that most places of a text are not in. */
const BEGINNINGS = new Uint32Array((OF_THREE + 1) / BITS_OF_WORD);
const follow = (before: number, code: number): number =>
  ((before << BITS_OF_CHARACTER) | (code & OF_CHARACTER)) & OF_THREE;
const begins = (three: number): boolean => (((BEGINNINGS[three >> 5] ?? 0) >>> (three & 31)) & 1) === 1;

function addBeginning(text: string): void {
  const two = follow(follow(0, text.charCodeAt(0)), text.charCodeAt(1));
  // Behind a mark of two characters anything may stand, the end of the text too.
  const thirds = text.length > 2 ? [text.charCodeAt(2)] : Array.from({ length: OF_CHARACTER + 1 }, (_, code) => code);
  for (const third of thirds) {
    const three = follow(two, third);
    BEGINNINGS[three >> 5] = (BEGINNINGS[three >> 5] ?? 0) | (1 << (three & 31));
  }
}

function add(text: string, marks: Marks, isFolded: boolean): void {
  const mark: Mark = { ...marks, text, isFolded, third: sizeless(text, 2), fourth: sizeless(text, 3) };
  addBeginning(text);
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
  let all = text.charCodeAt(0) | text.charCodeAt(1);
  let three = follow(follow(0, text.charCodeAt(0)), text.charCodeAt(1));
  for (let at = 0; at + 1 < text.length; at += 1) {
    const third = at + 2 < text.length ? text.charCodeAt(at + 2) : 0;
    three = follow(three, third);
    if (begins(three)) lookAt(at, look);
    all |= third;
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

function lookAt(at: number, look: Look): void {
  const { text } = look;
  const list = LIST_OF[text.charCodeAt(at) * ASCII + text.charCodeAt(at + 1)] ?? 0;
  if (list === 0) return;
  const third = text.charCodeAt(at + 2);
  const fourth = text.charCodeAt(at + 3);
  for (const mark of MARKS[list] ?? []) {
    if (isOther(mark.third, third) || isOther(mark.fourth, fourth) || isNoted(look, mark)) continue;
    if ((mark.isFolded ? foldedOf(look) : text).startsWith(mark.text, at)) note(look, mark);
  }
}

/** Whether a character of ASCII is not the one that a mark has there. */
const isOther = (wanted: number, code: number): boolean => wanted !== -1 && wanted !== (code | SMALL) && code < ASCII;
