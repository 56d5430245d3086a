import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { foundIn } from './deeds-of-command.js';
import { OPTION_TABLE } from './option-table.js';
import { EVERY_SIGN, SIGN, signsIn, signsOf } from './signs.js';
import { SPECIAL } from './special-programs.js';
import { suspects } from './suspects.js';

const CASES = new URL('../../cases/', import.meta.url);
const WORDS = [
  ...new Set(readdirSync(CASES).flatMap((file) => readFileSync(new URL(file, CASES), 'utf8').split(/[\s"']+/))),
];
const PIECES =
  '- -- -o --output --log -x = : @ / ~ .. . :: 0.0.0.0 [::] ( ) { } [ ] ` \\ " \' ! % , ; | $ exec system sh HOST ext:: key 8080 /etc/shadow \u00a0 \t \n';
const piece = fc.constantFrom(...PIECES.split(' '), ' ', 'a', 'out');
const word = fc.oneof(
  fc.constantFrom(...WORDS),
  fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join('')),
  fc.constant(null),
);
const words = fc.array(word, { maxLength: 6 });
const program = fc.constantFrom(
  ...new Set([...Object.keys(OPTION_TABLE), ...SPECIAL.keys(), ...'rm mv ls cp tee gcc black ffmpeg foo'.split(' ')]),
);

describe('the signs of words', () => {
  it('leave nothing out of what a program does by its words', () => {
    fc.assert(
      fc.property(program, words, (name, args) => {
        expect(foundIn(name, args)).toEqual(foundIn(name, args, EVERY_SIGN));
      }),
      { numRuns: 5_000 },
    );
  });

  it('leave nothing out of what an unknown program may be given', () => {
    fc.assert(
      fc.property(words, (args) => {
        expect(suspects(args)).toEqual(suspects(args, () => EVERY_SIGN));
      }),
      { numRuns: 5_000 },
    );
  });

  it('of a list are those of its words, and of a word that is not known its own', () => {
    expect(signsIn(['-o', 'a/b', null])).toBe(signsOf('-o') | signsOf('a/b') | SIGN.unknown);
    expect(signsOf('src')).toBe(0);
  });
});
