import type { Command, SyntaxNode, While, Word } from 'unbash';
import { constant, set } from './evaluate.js';
import { pipedBy } from './pipes.js';
import type { Piped, Scene } from './scene.js';
import { known, type Words } from './special.js';
import { variableDeed } from './variables.js';

const READS = new Set(['read', 'mapfile', 'readarray']);
export const isReading = (name: string): boolean => READS.has(name);

/** What the shell would put something else in place of is no text that is known. */
const MAY_CHANGE = /[$`\\]/;
/** As many are tried, those first that lead outside. */
const MOST_LINES = 8;
const LEADS_OUTSIDE = /^(?:[/~]|\.\.)/;

/** What `read` and `mapfile` leave in their variables: one of the lines that flow in, where their text is known. */
export function readLines(words: Words, command: Command, fed: readonly (string | null)[], scene: Scene): void {
  const [program = '', ...rest] = known(words);
  const { names, delimiter, isKnown, list } = optionsOf(rest, program);
  const source = sourceOf(command, fed, scene);
  for (const name of names) scene.inputs.set(name, true);
  const text = source?.text;
  const isTaken = source !== undefined && source === scene.given && source.isUsed === true;
  if (source !== undefined) source.isUsed = true;
  const separators = separatorsOf(command, scene);
  const isParted = text !== undefined && separators !== null && isPlainlyParted(text, separators);
  if (text === undefined || !isKnown || isTaken || !isParted || MAY_CHANGE.test(text)) {
    for (const name of names) {
      variableDeed(name, null, scene);
      if (source?.isListing === true && program === 'read')
        scene.either.set(name, { values: source.names, isWhole: true });
      else set(name, null, scene);
    }
    // Names of files that are there: none of them is known, and all of them lie where they are looked for.
    if (list !== undefined && source?.isListing === true && program !== 'read') scene.lists.set(list, source.names);
    return;
  }
  const lines = text.split(delimiter).filter((line, at, all) => line !== '' || at + 1 < all.length);
  if (list === undefined) readWords(names, lines, separators, scene);
  else
    listRead(
      list,
      program === 'read' ? lines.map((line) => wordsOf(line, line.length + 1, separators)) : [lines],
      scene,
    );
}

/** Each name takes one word of a line, the last of them what is left. */
function readWords(names: readonly string[], lines: readonly string[], separators: string, scene: Scene): void {
  const parted = lines.map((line) => wordsOf(line, names.length, separators));
  names.forEach((name, at) => {
    const values = [...new Set(parted.map((words) => words[at] ?? ''))].sort(
      (one, other) => Number(LEADS_OUTSIDE.test(other)) - Number(LEADS_OUTSIDE.test(one)),
    );
    const [only = ''] = values;
    for (const value of values.slice(0, MOST_LINES)) variableDeed(name, value, scene);
    set(name, values.length > 1 ? null : only, scene);
    if (values.length > 1)
      scene.either.set(name, { values: values.slice(0, MOST_LINES), isWhole: values.length <= MOST_LINES });
  });
}

/** Blanks part words however many they are; of other signs each makes a word, and one at an end may be dropped: where they stand so, nothing is known. */
function isPlainlyParted(text: string, separators: string): boolean {
  let isBehind = true;
  for (let at = 0; at <= text.length; at += 1) {
    const sign = text.charAt(at);
    const isEnd = sign === '' || sign === '\n' || sign === '\0';
    const isSeparator = !isEnd && sign !== ' ' && sign !== '\t' && separators.includes(sign);
    if (isSeparator && isBehind) return false;
    if (isEnd && at > 0 && isBehind && separators.includes(text.charAt(at - 1)) && !/\s/.test(text.charAt(at - 1)))
      return false;
    isBehind = isSeparator || isEnd || sign === ' ' || sign === '\t';
  }
  return true;
}

function wordsOf(line: string, count: number, separators: string): readonly string[] {
  if (separators === '') return [line];
  const isSeparator = (at: number): boolean => separators.includes(line.charAt(at));
  const words: string[] = [];
  let at = 0;
  while (words.length < count && at < line.length) {
    while (at < line.length && isSeparator(at)) at += 1;
    let end = at;
    while (end < line.length && (words.length + 1 === count || !isSeparator(end))) end += 1;
    words.push(line.slice(at, end).trimEnd());
    at = end;
  }
  return words;
}

/** An array of what one line says, or of all lines. */
function listRead(name: string, rows: readonly (readonly string[])[], scene: Scene): void {
  const [row, ...others] = rows;
  const isOne = row !== undefined && others.length === 0;
  set(name, isOne ? (row[0] ?? '') : null, scene);
  if (isOne) scene.lists.set(name, row);
}

interface Reading {
  readonly names: readonly string[];
  readonly delimiter: string;
  /** Whether whole lines are taken, of the input. */
  readonly isKnown: boolean;
  /** The array that is filled. */
  readonly list: string | undefined;
}

/** Options that take a value. */
const VALUED = /^-[a-zA-Z]*?([adinNptu])(.*)$/s;
const VALUED_OF_LISTS = /^-[a-zA-Z]*?([dnOsuCc])(.*)$/s;

function optionsOf(rest: readonly string[], program: string): Reading {
  const names: string[] = [];
  let [delimiter, isKnown, list]: [string, boolean, string | undefined] = ['\n', true, undefined];
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at] ?? '';
    const [, letter, joined] = (program === 'read' ? VALUED : VALUED_OF_LISTS).exec(word) ?? [];
    if (letter === undefined) {
      if (!word.startsWith('-')) names.push(word);
      continue;
    }
    const value = joined === undefined || joined === '' ? (rest[(at += 1)] ?? '') : joined;
    if (letter === 'd') delimiter = value === '' ? '\0' : value.charAt(0);
    else if (letter === 'a' && program === 'read') names.push((list = value));
    else if (letter !== 'p') isKnown = false;
  }
  if (program !== 'read') return { names: [names[0] ?? 'MAPFILE'], delimiter, isKnown, list: names[0] ?? 'MAPFILE' };
  return { names: names.length === 0 ? ['REPLY'] : names, delimiter, isKnown, list };
}

/** What stands in IFS while the command reads. */
function separatorsOf({ prefix }: Command, scene: Scene): string | null {
  for (const part of prefix)
    if (part.type === 'Assignment' && part.name === 'IFS' && part.value.type === 'Word')
      return constant(part.value, scene);
  return scene.variables.get('IFS') ?? null;
}

type Redirects = Command['redirects'];
const isInput = ({ operator }: Redirects[number]): boolean =>
  operator === '<' || operator === '<&' || operator === '<>';
const isText = ({ operator }: Redirects[number]): boolean => operator.startsWith('<<');

/** What a command reads: what is fed to it, what flows into it, or what flows into the commands that it stands among. */
function sourceOf({ redirects }: Command, fed: readonly (string | null)[], scene: Scene): Piped | undefined {
  if (redirects.some(isText) || redirects.some(isInput)) return fedBy(redirects, fed.at(-1) ?? null, scene);
  return scene.given;
}

/** The one input that is named; nothing is known of several, and of another descriptor. */
function fedBy(redirects: Redirects, text: string | null, scene: Scene): Piped | undefined {
  const inputs = redirects.filter((one) => isText(one) || isInput(one));
  const [only] = inputs;
  if (only === undefined || inputs.length > 1 || only.descriptor !== undefined) return undefined;
  if (isInput(only)) return fromProcess(redirects, scene);
  return text === null ? undefined : { names: [], text };
}

/** `command < <(other)` is `other | command`. */
export function fromProcess(redirects: Redirects, scene: Scene): Piped | undefined {
  const [target] = redirects.flatMap((one) =>
    one.type === 'Redirect' && one.operator === '<' && one.target !== undefined ? [one.target] : [],
  );
  return target === undefined ? undefined : printedFor(target, scene);
}

/** What the command prints that a word stands for: `<(command)`. */
export function printedFor({ parts }: Word, scene: Scene): Piped | undefined {
  const [part] = parts ?? [];
  if (part?.type !== 'ProcessSubstitution' || part.script?.commands.length !== 1) return undefined;
  const command = part.script.commands[0]?.command;
  return command?.type === 'Command' ? pipedBy(command, undefined, (word: Word) => constant(word, scene)) : undefined;
}

/** What flows into all that stands in front of the redirections of a loop or a group; what flows into it anyway, where they feed it nothing. */
export function givenBy(redirects: Redirects, scene: Scene): Piped | undefined {
  const text = redirects.find(isText);
  if (text === undefined && !redirects.some(isInput)) return scene.given;
  const target = text?.type === 'HereString' ? text.target : undefined;
  const known = target === undefined ? null : constant(target, scene);
  return fedBy(redirects, text?.type === 'HereDoc' ? text.body.text : known, scene);
}

/** `while read …` goes on as long as there is a line: in its body the variables hold one. */
export function readsEachLine({ kind, clause }: While): boolean {
  const [statement, ...others] = clause.commands;
  if (kind !== 'while' || statement === undefined || others.length > 0) return false;
  const { command } = statement;
  if (command.type === 'Command') return isReadCommand(command);
  // The last line may have no end.
  return (
    command.type === 'AndOr' &&
    command.commands.length === 2 &&
    command.operators[0] === '||' &&
    isReadCommand(command.commands[0]) &&
    /^\[\[?$|^test$/.test(nameOf(command.commands[1]))
  );
}
const nameOf = (node: SyntaxNode | undefined): string => {
  if (node?.type === 'Command') return node.name?.value ?? '';
  return node?.type === 'TestCommand' ? '[[' : '';
};
const isReadCommand = (node: SyntaxNode | undefined): boolean => nameOf(node) === 'read';
