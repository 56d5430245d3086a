import { characters, IS } from './characters.js';
import { endOfWord, isLetterAt, meaningOfUnspaced, meaningOfWord } from './lookup.js';
import { MEANS } from './meanings.js';

/** A sentence, or a line, and what its words mean together. */
export interface Clause {
  readonly start: number;
  readonly end: number;
  /** Bits of `MEANS`. */
  readonly means: number;
  /** Whether a part of it stands between quotation marks. */
  readonly isQuoted: boolean;
}

/** Code without line ends is cut into pieces of this length. */
const LONGEST = 500;
const LONGEST_WORD = 40;
const VERBS = MEANS.forget | MEANS.send | MEANS.destroy | MEANS.run | MEANS.reveal | MEANS.disarm | MEANS.include;

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '));
/** Behind these a verb tells what somebody does, or is none. */
const TELLING = setOf(
  "can could will would may might we they i users people who which that cannot can't won't he she it does did do not don't never doesn't didn't a an the another each no of for with without as by on at from into in their its my our be is are was were this these no ne nao non nicht не kein keine un une la le les der die das el los las o os i'll we'll you'll",
);
/** Before these a model is spoken to. */
const CALLING = setOf(
  'to for dear hey hi hello attention attn note notice message any all every ok okay an fur achtung pour cher chere aux para al querido per caro для уважаемыи внимание',
);
/** Whose agents and models are none of software. */
const PEOPLE = setOf(
  'insurance estate support secret user travel free sales customer service human field real purchasing booking call live ticket shop teaching research executive personal medical legal cleaning data domain base',
);
const OF_PEOPLE = setOf('agent agents assistant assistants model models bot bots cursor');

/** Who speaks from above, where a line begins with it. */
const ABOVE = setOf('system administrator override sysadmin');

/** "Never without confirmation" asks for one. */
const FORBIDDING = setOf(
  "never not don't cannot nie niemals jamais nunca никогда kein keine keinen nicht ne no nao non не",
);
const WITHOUT = /^(?:without|ohne|sans|sin|sem|senza|без) /;

/** A clause as far as it is read. */
interface Reading {
  readonly plain: string;
  at: number;
  means: number;
  /** What verbs behind "to" mean: an order only where something must be done. */
  told: number;
  isQuoted: boolean;
  /** The word before, and the one before that. */
  word: string;
  wordBefore: string;
  /** How many words were read. */
  count: number;
  /** Whether something is forbidden. */
  isForbidden: boolean;
}

/** The clauses of folded text that mean something. Linear: each word is looked up once. */
export function clausesOf(plain: string): readonly Clause[] {
  const clauses: Clause[] = [];
  let start = 0;
  while (start < plain.length) {
    const clause = clauseAt(plain, start);
    if (clause.means !== 0) clauses.push(clause);
    start = clause.end;
  }
  return clauses;
}

const FOREIGN = /[^\n -~]/;
/** The lines of a text that have a clause with a meaning, or letters beyond ASCII: phrases are looked for in these only. */
export function meaningfulLines(plain: string, clauses: readonly Clause[]): string {
  const lines: string[] = [];
  let next = 0;
  let start = 0;
  for (const line of plain.split('\n')) {
    const end = start + line.length;
    while (endOf(clauses[next]) <= start) next += 1;
    if (startOf(clauses[next]) < end || FOREIGN.test(line)) lines.push(line);
    start = end + 1;
  }
  return lines.join('\n');
}

const startOf = (clause: Clause | undefined): number => clause?.start ?? Infinity;
const endOf = (clause: Clause | undefined): number => clause?.end ?? Infinity;

function clauseAt(plain: string, start: number): Clause {
  const reading: Reading = {
    plain,
    at: start,
    means: 0,
    told: 0,
    isQuoted: false,
    word: '',
    wordBefore: '',
    count: 0,
    isForbidden: false,
  };
  const table = characters();
  const last = Math.min(plain.length, start + LONGEST);
  while (reading.at < last) {
    const kind = table[plain.charCodeAt(reading.at)] ?? 0;
    if ((kind & IS.end) !== 0) break;
    if ((kind & IS.dot) !== 0 && !isLetterAt(plain, reading.at + 1)) break;
    if (isWordAt(plain, reading.at, kind)) readWord(reading);
    else readSign(reading, kind);
  }
  return { start, end: reading.at + 1, means: together(reading), isQuoted: reading.isQuoted };
}

/** "Must send" orders, "to send" alone tells what for; a model that reads, or must, is spoken to. */
function together({ means, told }: Reading): number {
  let all = (means & MEANS.must) === 0 ? means : means | told;
  if ((all & MEANS.model) === 0) return all;
  if ((all & MEANS.must) !== 0) all |= MEANS.bound;
  return (all & MEANS.scene) === 0 ? all : all | MEANS.called;
}

const APOSTROPHE = 39;
function isWordAt(plain: string, at: number, kind: number): boolean {
  if ((kind & IS.letter) !== 0) return plain.charCodeAt(at) !== APOSTROPHE;
  return (kind & IS.dot) !== 0 && isLetterAt(plain, at + 1) && !isLetterAt(plain, at - 1);
}

function readSign(reading: Reading, kind: number): void {
  const { plain, at } = reading;
  if ((kind & IS.pause) !== 0) {
    reading.word = '';
    if (plain.charAt(at) !== ',' && isHeading(reading)) reading.means |= MEANS.called;
  }
  if ((kind & IS.quote) !== 0) reading.isQuoted = true;
  else if ((kind & IS.unspaced) !== 0) reading.means |= meaningOfUnspaced(plain, at);
  else if ((kind & IS.address) !== 0 && isAddress(plain, at)) reading.means |= MEANS.sink;
  reading.at += 1;
}

/** "Note for Copilot review:", "If an AI drafts the reply:" */
const isHeading = ({ plain, at, means, count }: Reading): boolean =>
  count <= LONGEST_HEADING && (means & MEANS.model) !== 0 && SPEAKS.test(plain.slice(at, at + 4));
/** A sign behind which a sentence begins, and no value of a program. */
const SPEAKS = /^[:：,，،] ?["'“«「`(*]?[a-z0-9\u00c0-\uffee]/;
const LONGEST_HEADING = 7;

/** Addresses, but for those behind a word or an attribute of a page: what stands around the sign in them. */
function isAddress(plain: string, at: number): boolean {
  if (plain.charAt(at) === '@')
    return isLetterAt(plain, at - 1) && /^@[\w-]{1,60}\.[a-z]{2}/.test(plain.slice(at, at + 70));
  if (!plain.startsWith('//', at + 1)) return false;
  const scheme = /(?:https?|ftp)$/.exec(plain.slice(Math.max(0, at - 5), at))?.[0];
  if (scheme === undefined) return false;
  const start = at - scheme.length;
  return plain.slice(start - 2, start) !== '](' && !/=["']?$/.test(plain.slice(Math.max(0, start - 2), start));
}

function readWord(reading: Reading): void {
  const { plain, at, word: last } = reading;
  const end = endOfWord(plain, at);
  const bits = end - at > LONGEST_WORD ? 0 : meaningOf(reading, end);
  reading.means |= last === 'to' ? bits & ~VERBS : bits;
  if (last === 'to') reading.told |= bits & VERBS;
  reading.wordBefore = last;
  reading.word = plain.slice(at, Math.min(end, at + LONGEST_WORD));
  reading.count += 1;
  if (FORBIDDING.has(reading.word)) reading.isForbidden = true;
  reading.at = end;
}

/** What a word means where it stands. */
function meaningOf(reading: Reading, end: number): number {
  const { plain, at } = reading;
  const bits = (meaningOfWord(plain, at, end) | meaningOfNames(reading, end)) & ~notMeant(reading);
  if (bits === 0) return 0;
  const isCodeToo = (bits & (VERBS | MEANS.about)) !== 0 && isCode(plain, at, end);
  const rest = isCodeToo ? bits & ~(VERBS | MEANS.about) : bits;
  return (rest & MEANS.model) === 0 ? rest : spokenTo(reading, end, rest);
}

/** A prompt, but not the one that the reader has. */
const OTHERS = setOf('a an my our each every');

/** What a word behind these words cannot mean. */
function notMeant({ plain, at, word, wordBefore, isForbidden }: Reading): number {
  if (isForbidden && WITHOUT.test(plain.slice(at, at + 8))) return -1;
  const telling = TELLING.has(word) ? VERBS : 0;
  // "If you forget" tells, "that you forget" and "you bypass" order.
  const verbs = word === 'you' && wordBefore !== 'that' ? MEANS.forget : telling;
  if (word === 'from' || wordBefore === 'from') return verbs | MEANS.asset;
  return OTHERS.has(word) ? verbs | MEANS.prompt : verbs;
}

/** Who speaks from above where a line begins with it; names of tools as programs write them. */
function meaningOfNames({ plain, at, count }: Reading, end: number): number {
  if (count === 0 && SAYS.test(plain.slice(end, end + 50)) && ABOVE.has(plain.slice(at, end))) return MEANS.called;
  if (plain.endsWith('gpt', end) && end > at) return MEANS.model;
  if (end - at <= SHORTEST_TOOL || plain.slice(at, end).indexOf('_') <= 0) return 0;
  return SECRET_NAME.test(plain.slice(at, end)) ? MEANS.asset : MEANS.tool;
}
const SHORTEST_TOOL = 5;
/** As in `OPENAI_API_KEY`. */
const SECRET_NAME = /_(?:key|token|secret|password|credentials?)$/;
/** Code has brackets behind its names. */
const SAYS = /^\]?: ?[^\n({[]{12,49}(?:\n|$)/;

/** Words of programs stand between other signs than words of sentences. */
const isCode = (plain: string, at: number, end: number): boolean =>
  BEFORE_CODE.test(plain.charAt(at - 1)) ||
  !(' ,\n'.includes(plain.charAt(end)) || AFTER_WORD.test(plain.slice(end, end + 6)));
const BEFORE_CODE = /[-./$_=<#@[&|\\:]/;
/** As in "envoie-les", "mostre-me", and at the end of what is said. */
const AFTER_WORD = /^(?:-(?:moi|l[aeo]s?|lui|nous|leur|en|y|me|lhe|[oa]s?|nos)(?![a-z])|[.!?)]?["'”»]?(?:[\s,.]|$))/;

/** A name of a model, and whether it is spoken to: at the beginning of a clause, behind "note to", before a colon. */
function spokenTo(reading: Reading, end: number, bits: number): number {
  if (isNoModel(reading, end)) return bits & ~MEANS.model;
  const { plain, at, word: last, wordBefore, count } = reading;
  const isFirst = count === 0 && SPEAKS.test(plain.slice(end, end + 4));
  const isNoted = count <= 3 && (CALLING.has(last) || CALLING.has(wordBefore));
  return isFirst || isNoted || /[@[]/.test(plain.charAt(at - 1)) ? bits | MEANS.called : bits;
}

/** Names of files, and agents who are people. */
const isNoModel = ({ plain, at, word: last }: Reading, end: number): boolean =>
  (plain.charAt(end) === '.' && isLetterAt(plain, end + 1)) ||
  (PEOPLE.has(last) && OF_PEOPLE.has(plain.slice(at, end)));
