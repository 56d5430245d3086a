import type { Found } from './found.js';
import type { ReadOptions } from './options.js';

export type Words = readonly (string | null)[];

/** What a program does besides what its options and operands say. */
export type Special = (args: Words, given: ReadOptions, program: string) => readonly Found[];

/** The words that are known. */
export const known = (words: Words): readonly string[] =>
  words.includes(null) ? words.filter((word) => word !== null) : (words as readonly string[]);
