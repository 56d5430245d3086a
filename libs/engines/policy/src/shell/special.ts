import type { Found } from './found.js';
import type { ReadOptions } from './options.js';

export type Words = readonly (string | null)[];

/** What a program does besides what its options and operands say. */
export type Special = (args: Words, given: ReadOptions, program: string) => readonly Found[];

/** The words that are known. */
export const known = (words: Words): readonly string[] =>
  words.includes(null) ? words.filter((word) => word !== null) : (words as readonly string[]);

/** The same for several programs, whose names are parted by blanks. */
export const perProgram = (names: string, special: Special): readonly (readonly [string, Special])[] =>
  names.split(' ').map((name) => [name, special]);

/** All that each of them finds, in their order. */
export const each =
  (...specials: readonly Special[]): Special =>
  (args, given, program) =>
    specials.flatMap((special) => special(args, given, program));
