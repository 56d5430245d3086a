import { asWritten } from '../paths.js';
import { spend } from './budget.js';
import type { Call, Words } from './call.js';
import { danger } from './found.js';
import { COPIERS, DELETERS, INTERPRETERS, MODE_WRITERS, MOVERS, SHELLS, WRITERS } from './programs.js';
import { absolute, basename } from './scene.js';

const CHANGERS = [DELETERS, WRITERS, MOVERS, COPIERS, MODE_WRITERS, SHELLS, INTERPRETERS];

/** What `xargs` runs: what flows in becomes words of the command, where it is known. */
export function ofXargs(own: Words, given: Words, call: Call): Words {
  // With no command of its own, it echoes.
  const words = given.length === 0 ? ['echo'] : given;
  const mark = markOf(own);
  const names = namesFor(own, mark, call);
  if (names === undefined) {
    if (isRunningData(words, mark)) call.scene.deeds.push(danger('data that xargs hands to a shell'));
    if (isChanging(words)) call.scene.deeds.push(UNKNOWN_WORDS);
    return words;
  }
  if (mark === undefined) return [...words, ...names];
  if (!spend(call.scene.budget, words.length * names.length)) return words;
  return words.flatMap((word) => (word?.includes(mark) ? names.map((name) => word.replaceAll(mark, name)) : [word]));
}

/** The text that `parallel` gives to a shell: its command with each of the values; null where only running it could tell. */
export function ofParallel(own: Words, words: Words, call: Call): string | null {
  const end = words.findIndex((word) => word !== null && SEPARATOR.test(word));
  const command = end === -1 ? words : words.slice(0, end);
  const groups = end === -1 ? valuesFor(own, call) : groupsIn(words.slice(end), call);
  if (own.some((word) => word !== null && ELSEWHERE.test(word)))
    call.scene.deeds.push({ kind: 'opaque', what: 'a command that runs on another machine' });
  if (command.includes(null) || groups === null) return null;
  const text = command.join(' ');
  if (BY_PERL.test(text) || own.some((word) => word !== null && SPLITTING.test(word))) return null;
  if (groups === undefined) {
    if (text === '' || isRunningData(command, '{}'))
      call.scene.deeds.push(danger('data that parallel hands to a shell'));
    if (isChanging(command)) call.scene.deeds.push(UNKNOWN_WORDS);
    return text;
  }
  const place = own.includes('--header') ? PLACE_BY_NAME : PLACE;
  return filled(text, groups, markOf(own), place);
}

const UNKNOWN_WORDS = { kind: 'opaque', what: 'what is added to the command from elsewhere' } as const;

function isChanging([program]: Words): boolean {
  return typeof program === 'string' && CHANGERS.some((set) => set.has(basename(program)));
}

/** The names that flow in or stand in a file; undefined where they are not known. */
function namesFor(own: Words, mark: string | undefined, call: Call): readonly string[] | undefined {
  const file = fileOf(own);
  if (file !== undefined && file !== '/dev/fd/63') {
    const text = writtenIn(file, call);
    return text === undefined ? undefined : namesIn([text]);
  }
  const { piped, fed } = call;
  if (piped?.text !== undefined) {
    if (own.some((word) => /^(?:-[a-z]*[0d]|--null|--delimiter)/.test(word ?? '')))
      return piped.text.split(/[\0\n]/).filter((name) => name !== '');
    if (mark !== undefined) return linesOf(piped.text);
  }
  return piped?.names ?? namesIn(fed);
}

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');

/** `-a file`: where its words stand that do not flow in. */
function fileOf(own: Words): string | undefined {
  for (const [at, word] of own.entries()) {
    if (word === '-a' || word === '--arg-file') return own[at + 1] ?? '';
    const joined = /^(?:-a|--arg-file=)(.+)$/.exec(word ?? '')?.[1];
    if (joined !== undefined) return joined;
  }
  return undefined;
}

/** The text of a file that the line itself has written. */
function writtenIn(path: string, { scene }: Call): string | undefined {
  for (const one of absolute(path, scene)) {
    const text = scene.written.get(asWritten(one));
    if (typeof text === 'string' && text !== '') return text;
  }
  return undefined;
}

/** `sh -c`, or `sh -c '{}'`: what flows in is what is run. */
function isRunningData(words: Words, mark: string | undefined): boolean {
  const [program, ...rest] = words;
  if (typeof program !== 'string' || !(SHELLS.has(basename(program)) || INTERPRETERS.has(basename(program))))
    return false;
  const at = rest.findIndex((word) => /^-[a-z]*[ce]$/.test(word ?? ''));
  if (at === -1) return false;
  const text = rest[at + 1];
  return text === undefined || (mark !== undefined && text?.trim().startsWith(mark) === true);
}

/** The words of here-documents and here-strings. */
function namesIn(fed: Call['fed']): readonly string[] | undefined {
  return fed.length === 0 || fed.includes(null)
    ? undefined
    : fed.flatMap((text) => (text ?? '').split(/\s+/).filter((word) => word !== ''));
}

/** What stands for a name in the words of the command: `-I {}`, `-i`, `--replace=@`. */
function markOf(own: Words): string | undefined {
  for (const [at, word] of own.entries()) {
    // On the systems of BSD `-J` stands for all names at once.
    if (word === '-I' || word === '-J') return own[at + 1] ?? undefined;
    const joined = /^(?:-I|-i|--replace=?)(.*)$/.exec(word ?? '')?.[1];
    if (joined !== undefined) return joined === '' ? '{}' : joined;
  }
  return undefined;
}

/** `:::` values, `:::+` values beside the ones before, `::::` files that hold them. */
const SEPARATOR = /^:{3,4}\+?$/;

/** A group of values for each separator; undefined where they are not known, null where one word is not. */
function groupsIn(words: Words, call: Call): readonly (readonly string[])[] | undefined | null {
  const groups: string[][] = [];
  let isOfFiles = false;
  for (const word of words) {
    if (word === null) return null;
    if (SEPARATOR.test(word)) {
      isOfFiles = word.startsWith('::::');
      groups.push([]);
    } else if (isOfFiles) {
      const text = writtenIn(word, call);
      if (text === undefined) return undefined;
      groups.at(-1)?.push(...linesOf(text));
    } else groups.at(-1)?.push(word);
  }
  return groups;
}

/** Without a separator its values flow in, a line each, or stand in a file. */
function valuesFor(own: Words, call: Call): readonly (readonly string[])[] | undefined {
  const file = fileOf(own);
  const text = file === undefined ? call.piped?.text : writtenIn(file, call);
  if (text !== undefined) return [linesOf(text)];
  const names = file === undefined ? (call.piped?.names ?? namesIn(call.fed)) : undefined;
  return names === undefined ? undefined : [names];
}

/** `{}`, `{.}`, `{2}`, `{-1/}`: where a value comes to stand. */
const PLACE = /\{([+-]?\d*[./#%]*)\}/g;
/** `{name}`, of a heading that the values have. */
const PLACE_BY_NAME = /\{([^{}\s,]*)\}/g;
/** `{= … =}`: what Perl makes of a value. */
const BY_PERL = /\{=.*=\}/s;
/** Machines that it reaches by SSH. */
const ELSEWHERE = /^(?:-S|--sshlogin|--slf)/;
/** Columns of a value, and places of one's own. */
const SPLITTING = /^(?:-C|--colsep|--rpl)/;
/** Of a path, the name or what stands before its ending alone. */
const PARTS = /^(?:-?\d+)?(\/\/|\/\.|\.|\/)?$/;
const LONGEST_TEXT = 100_000;

/** A line for each choice of values, in their places or behind the command where it has none; null where they are too many. */
function filled(
  text: string,
  groups: readonly (readonly string[])[],
  mark: string | undefined,
  place: RegExp,
): string | null {
  const command = mark === undefined || mark === '{}' ? text : text.replaceAll(mark, () => '{}');
  const rows = groups.reduce((count, { length }) => count * Math.max(1, length), 1);
  const longest = groups.reduce((sum, group) => sum + group.reduce((most, { length }) => Math.max(most, length), 0), 0);
  if (rows * (command.length + longest * command.split('{').length + 1) > LONGEST_TEXT) return null;
  const isPlaced = command.search(place) !== -1;
  const chosen = combined(groups);
  if (isPlaced) return chosen.map((row) => inPlaces(command, row, groups.length, place)).join('\n');
  // What follows a pipe or a quoted text may be all but a word of it: the command counts by itself, too.
  return [command, ...chosen.map((row) => `${command} ${row.join(' ')}`)].join('\n');
}

/** A row for each choice of one value from each group. */
function combined(groups: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return groups.reduce<readonly (readonly string[])[]>(
    (rows, group) => (group.length === 0 ? rows : rows.flatMap((row) => group.map((value) => [...row, value]))),
    [[]],
  );
}

function inPlaces(command: string, row: readonly string[], groups: number, place: RegExp): string {
  return command.replaceAll(place, (_, inside: string) => {
    const number = Number(/^-?\d+/.exec(inside)?.[0] ?? Number.NaN);
    const value =
      Number.isNaN(number) || groups === 1 ? row.join(' ') : (row.at(number > 0 ? number - 1 : number) ?? '');
    const part = PARTS.exec(inside)?.[1];
    return part === undefined ? value : partOf(value, part);
  });
}

function partOf(path: string, part: string): string {
  const bare = part.includes('.') ? path.replace(/\.[^./]*$/, '') : path;
  if (part === '//') return path.slice(0, Math.max(0, path.lastIndexOf('/'))) || '.';
  return part.startsWith('/') ? basename(bare) : bare;
}
