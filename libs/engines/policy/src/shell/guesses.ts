import type { Command, Word } from 'unbash';
import { aside } from './branches.js';
import { type Call, deeper, isHarm, type Words } from './call.js';
import { fields } from './evaluate.js';
import { run } from './run-words.js';
import { file, type Scene } from './scene.js';
import { substituted } from './substitution.js';
import { fieldsOf } from './words.js';

/** Stands for what only running could tell. */
const FOUND = 'found';
/** What is not known lies below a place that is: `/etc/$x`, `--output=../$name`. */
const LEADS_OUTSIDE = /(?:^|[=@<>])(?:\/|~|\.\.\/)/;

/** `~/docs/$name` is not known, and yet it lies in `~/docs`: the word with its unknown parts filled in, where its beginning leads outside. */
function guessOf(word: Word, scene: Scene): readonly string[] | null {
  if (!LEADS_OUTSIDE.test(word.text) && !word.text.includes('HOME') && !/^["']*\$/.test(word.text)) return null;
  const variables = { get: (name: string): string => scene.variables.get(name) ?? FOUND };
  const isSet = (name: string): boolean => scene.variables.get(name) !== undefined;
  const words = fieldsOf(word, { variables, lists: scene.lists, isSet }, (inner) => substituted(inner, scene) ?? FOUND);
  return words?.some((one) => LEADS_OUTSIDE.test(one)) === true ? words : null;
}

/** The words of a command, guessed where one is not known but leads outside; null where there is none. */
function guessed(command: Command, scene: Scene): Words | null {
  const words: (string | null)[] = [];
  let guesses = 0;
  for (const part of [command.name, ...command.args]) {
    if (part?.type !== 'Word') continue;
    const known = fields(part, scene);
    const guess = known.includes(null) ? guessOf(part, scene) : null;
    if (guess !== null) guesses += 1;
    words.push(...(guess ?? known));
  }
  return guesses > 0 ? words : null;
}

/** A name that begins with a letter, or is what stands behind `:-` where nothing is set. */
const NAME = /^(?:[\w"'\\]|\$\{[\w@*]+:?[-=])/;
/** `r${x}m`: a name with an unknown part in its midst is most likely meant without it. */
function guessedName({ name }: Command, scene: Scene): string | null {
  if (name?.parts === undefined || !NAME.test(name.text) || name.text.includes('/')) return null;
  const variables = { get: (variable: string): string => scene.variables.get(variable) ?? '' };
  const lists = { get: (list: string): readonly string[] => scene.lists.get(list) ?? [] };
  const isSet = (variable: string): boolean => scene.variables.get(variable) !== undefined;
  const [only, ...others] =
    fieldsOf(name, { variables, lists, isSet }, (inner) => substituted(inner, scene) ?? '') ?? [];
  return only === undefined || others.length > 0 ? null : only;
}

function runNamed(command: Command, words: Words, call: Call): void {
  const name = guessedName(command, call.scene);
  if (name === null) return;
  const scene = deeper(aside(call.scene));
  run([name, ...words.slice(1)], { ...call, scene });
  call.scene.deeds.push(...scene.deeds.filter(isHarm));
}

/** What a command changes or reads at places of which only the beginning is known. */
export function runGuessed(command: Command, given: Words, call: Call): void {
  if (given[0] === null) runNamed(command, given, call);
  const words = guessed(command, call.scene);
  if (words === null) return;
  const scene = deeper(aside(call.scene));
  run(words, { ...call, scene });
  call.scene.deeds.push(...scene.deeds.filter(({ kind }) => kind === 'write' || kind === 'delete' || kind === 'read'));
}

/** A redirection to a place of which only the beginning is known. */
export function guessTarget(kind: 'read' | 'write', word: Word, scene: Scene): void {
  for (const path of guessOf(word, scene) ?? []) file(kind, path, scene);
}

/** What a variable may hold that is set to a place of which only the beginning is known. */
export const guessedValue = (word: Word, scene: Scene): string | null => guessOf(word, scene)?.join(' ') ?? null;
