import type { ArrayValue, Assignment, Command, Word } from 'unbash';
import { constant, fields, set } from './evaluate.js';
import { guessedValue } from './guesses.js';
import { textPrinted } from './printed-text.js';
import type { Scene } from './scene.js';
import { variableDeed } from './variables.js';

/** Sets what an assignment sets. @param isForCommand whether it counts for the command behind it alone */
export function assignment(part: Assignment, scene: Scene, isForCommand: boolean): void {
  if (part.index !== undefined && NAMES_OF_COMMANDS.has(part.name))
    scene.deeds.push({ kind: 'danger', what: 'another command under a known name' });
  if (part.value.type === 'ArrayValue' && part.index === undefined) {
    variableDeed(part.name, null, scene);
    list(part.name, part.value, part.append === true, scene);
    return;
  }
  const value =
    part.index === undefined && part.value.type === 'Word'
      ? valueOf(part.name, part.value, part.append === true, scene)
      : null;
  variableDeed(part.name, value, scene);
  if (value?.includes('[') === true && EVALUATED.test(value)) subscript(value, scene);
  if (value === null && isSubstituting(part.text) && HIDDEN_TEXT.test(part.text)) scene.inputs.set(part.name, true);
  if (isForCommand) return;
  set(part.name, value, scene);
  if (part.index !== undefined && part.value.type === 'Word')
    set(`${part.name}[${constant(part.index, scene) ?? ''}]`, constant(part.value, scene), scene);
  const guess = value === null && part.value.type === 'Word' ? guessedValue(part.value, scene) : null;
  if (guess !== null) scene.either.set(part.name, { values: [guess], isWhole: false });
}

/** Lists by which bash and zsh know their aliases, functions and places of programs. */
const NAMES_OF_COMMANDS = new Set([
  'BASH_ALIASES',
  'BASH_CMDS',
  'aliases',
  'galiases',
  'saliases',
  'functions',
  'commands',
]);
/** A value that runs something where it is taken for a number. */
const EVALUATED = /^\s*[A-Za-z_]\w*\[/;
function valueOf(name: string, word: Word, isAppended: boolean, scene: Scene): string | null {
  const text = constant(word, scene);
  if (!isAppended || text === null) return text;
  const before = scene.variables.get(name);
  return before === undefined ? null : before + text;
}

function list(name: string, { elements }: ArrayValue, isAppended: boolean, scene: Scene): void {
  const before = isAppended ? scene.lists.get(name) : [];
  // `[2]=word` names the place, which its order gives as well.
  const words = elements.flatMap((word) => fields(word, scene).map((one) => element(name, one, scene)));
  set(name, words[0] ?? null, scene);
  if (before !== undefined && !words.includes(null))
    scene.lists.set(name, [...before, ...(words as readonly string[])]);
}

/** `[name]=word`: what stands behind the sign, kept under its name. */
function element(list: string, word: string | null, scene: Scene): string | null {
  const [, name, value] = /^\[([^\]]*)\]=(.*)$/s.exec(word ?? '') ?? [];
  if (name === undefined || value === undefined) return word;
  set(`${list}[${name}]`, value, scene);
  return value;
}

/** A value that is decoded or comes from elsewhere. */
const HIDDEN_TEXT = /(?:\$\(|`)[^)`]*\b(?:base64|base32|xxd|openssl|curl|wget|uudecode|gunzip|zcat|nc|aria2c|lynx)\b/;

/** `$c` that becomes `export NAME=value`, and `printf -v NAME`, set variables without the shell's own assignment. */
export function expandedAssignments(words: readonly (string | null)[], { args }: Command, scene: Scene): void {
  const [program, ...rest] = words;
  if (program === 'printf' && rest[0] === '-v' && typeof rest[1] === 'string') {
    const text = textPrinted('printf', rest.slice(2));
    variableDeed(rest[1], text ?? null, scene);
    set(rest[1], text ?? null, scene);
    if (text === undefined) scene.inputs.set(rest[1], true);
  }
  if (program === 'printf') return;
  if (program === 'unset') {
    unset(rest, scene);
    return;
  }
  if (isOtherName(rest[0])) otherName(rest, scene);
  const read = new Set(args.flatMap((part) => (part.type === 'Assignment' ? [part.name] : [])));
  for (const word of rest) {
    const [, variable, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word ?? '') ?? [];
    if (variable === undefined || value === undefined || read.has(variable)) continue;
    variableDeed(variable, value, scene);
    set(variable, value, scene);
  }
}

/** What is not set any more is nothing where it stands in a word. The home stays known by other ways. */
function unset(names: readonly (string | null)[], scene: Scene): void {
  if (names.some((name) => name !== null && /^-\w*[fn]/.test(name))) return;
  for (const name of names) if (name !== null && /^[A-Za-z_]\w*$/.test(name) && name !== 'HOME') set(name, '', scene);
}

/** `declare -n other=NAME`: what is set under the other name is set under this one. */
function otherName(words: readonly (string | null)[], scene: Scene): void {
  for (const word of words) {
    const [, name, other] = /^(\w+)=(\w+)$/.exec(word ?? '') ?? [];
    if (name === undefined || other === undefined) continue;
    variableDeed(other, null, scene);
    set(name, null, scene);
    scene.variables.set(`&${name}`, other);
  }
}
const isOtherName = (word: string | null | undefined): boolean => word?.startsWith('-') === true && word.includes('n');

/** A subscript is evaluated, and what stands in it is run: `let 'a[$(id)]=1'`. */
export function subscript(text: string, scene: Scene): void {
  if (/\[[^\]]*(?:\$\(|`)/.test(text)) scene.deeds.push({ kind: 'danger', what: 'a subscript that runs a command' });
}

export const isSubstituting = (text: string): boolean => text.includes('$(') || text.includes('`');
