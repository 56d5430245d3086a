import type { Word } from 'unbash';
import { quotedText } from './quoted-text.js';
import { MOST_CHOICES, type Scene } from './scene.js';
import { substituted } from './substitution.js';
import { constantOf, fieldsOf } from './words.js';

/** Sets a variable; null where what it holds is not known. */
export function set(name: string, value: string | null, scene: Scene): void {
  const { variables, lists, either } = scene;
  const other = variables.get(`&${name}`);
  if (other !== undefined && other !== name) mayBe(other, value, scene);
  if (variables.has(`!${name}`)) {
    mayBe(name, value, scene);
    return;
  }
  either.delete(name);
  lists.delete(name);
  if (value === null) variables.delete(name);
  else variables.set(name, value);
}

/** It may keep what it holds, or hold this from here on. */
function mayBe(name: string, value: string | null, { variables, either }: Scene): void {
  const before = variables.get(name);
  const values = new Set([
    ...(either.get(name)?.values ?? []),
    ...(before === undefined ? [] : [before]),
    ...(value === null ? [] : [value]),
  ]);
  variables.delete(name);
  either.set(name, {
    values: [...values].slice(0, MOST_CHOICES),
    isWhole: before !== undefined && value !== null && values.size <= MOST_CHOICES,
  });
}

/** From here on nothing can be set under this name. */
export const fix = (name: string, { variables }: Scene): void => {
  variables.set(`!${name}`, '');
};

/** The text of a word; null where only running could tell. */
export const constant = (word: Word, scene: Scene): string | null =>
  quotedText(word) ??
  (word.parts === undefined ? word.value : constantOf(word, scene, (inner) => substituted(inner, scene)));

/** Adds the words that the shell makes of one. */
export function addFields(word: Word, scene: Scene, words: (string | null)[]): void {
  // Most words are what they say.
  const quoted = quotedText(word);
  if (quoted !== undefined) words.push(quoted);
  else if (word.parts === undefined) words.push(word.value);
  else words.push(...fields(word, scene));
}

/** The words that the shell makes of one; null among them stands for what only running could tell. */
export const fields = (word: Word, scene: Scene): readonly (string | null)[] =>
  fieldsOf(word, scene, (inner) => substituted(inner, scene)) ?? [null];
