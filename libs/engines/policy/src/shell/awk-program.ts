import { awkFound } from './code.js';
import { danger, type Found, opaque } from './found.js';
import { known, type Special } from './special.js';

interface AwkWords {
  readonly programs: readonly (string | null)[];
  readonly files: readonly (string | null)[];
  readonly isExtended: boolean;
  readonly operands: readonly (string | null)[];
}

/** What an awk program does besides printing, wherever among the words it stands. */
export const awk: Special = (args) => {
  const { programs, files, isExtended, operands } = awkWords(args);
  const first = programs.length === 0 && files.length === 0 ? [operands[0]] : programs;
  return [
    ...(isExtended ? [danger('awk with the network or an extension')] : []),
    ...files.map(ofFile),
    ...first.flatMap((text) => (typeof text === 'string' ? awkFound(text) : [opaque('what awk runs')])),
  ];
};

function ofFile(path: string | null): Found {
  if (path === null) return opaque('what an awk file does');
  if (/^(?:-|\/dev\/(?:stdin|fd\/\d+))$/.test(path)) return danger('what awk does, fed into it');
  return { kind: 'project', path };
}

/** Letters that may stand before one with a value in the same word; others take what follows them there for their own. */
const SHORT = /^-[bcCghkMnNOPrsStVI]*([FvfielE])(.*)$/s;
/** The beginnings of long options with values, and the letters that mean the same. */
const LONG: readonly (readonly [RegExp, string])[] = [
  [/^so/, 'e'],
  [/^fil/, 'f'],
  [/^exe/, 'E'],
  [/^loa/, 'l'],
  [/^inc/, 'i'],
  [/^ass/, 'v'],
  [/^fie/, 'F'],
];

function awkWords(args: readonly (string | null)[]): AwkWords {
  const given = new Map<string, (string | null)[]>();
  const give = (letter: string, value: string | null | undefined): void => {
    const values = given.get(letter);
    if (values === undefined) given.set(letter, [value ?? null]);
    else values.push(value ?? null);
  };
  let at = 0;
  for (; at < args.length; at += 1) {
    const word = args[at];
    if (word === null || word === undefined || !/^-./.test(word)) break;
    if (word === '--') {
      at += 1;
      break;
    }
    const [, name, joined] = /^--([a-z-]+)(?:=(.*))?$/s.exec(word) ?? [];
    const [, short, rest] = SHORT.exec(word) ?? [];
    const letter = name === undefined ? short : LONG.find(([begin]) => begin.test(name))?.[1];
    if (letter === undefined) continue;
    const value = name === undefined ? rest || undefined : joined;
    give(letter, value ?? args[(at += 1)]);
    // Behind this one all words are for the program.
    if (letter === 'E') {
      at += 1;
      break;
    }
  }
  const of = (letter: string): readonly (string | null)[] => given.get(letter) ?? [];
  const included = known(of('i')).filter((library) => library !== 'inplace');
  return {
    programs: of('e'),
    files: [...of('f'), ...of('E'), ...included],
    isExtended: of('l').length > 0,
    operands: args.slice(at),
  };
}
