import { OPTION_TABLE } from './option-table.js';
import { notedOf } from './traits.js';

/** What the value of an option, or the option itself, means. */
export type OptionRole = 'value' | 'read' | 'write' | 'folder' | 'project' | 'command' | 'code' | 'danger' | 'ask';

/** The options of one program that matter. */
interface Table {
  readonly roles: ReadonlyMap<string, OptionRole>;
  /** Those of two dashes, in their order: programs take their abbreviations too. */
  readonly long: readonly (readonly [name: string, role: OptionRole])[];
  /** Those of one letter, by its code: they may stand in one word. */
  readonly letters: ReadonlyMap<number, OptionRole>;
  readonly isWorded: boolean;
}

/** Reads a line of the table when its program is first met: a hook meets few, and begins anew for each command. */
const tableOf = notedOf((name): Table | null => {
  const program = Object.hasOwn(SAME, name) ? (SAME[name] ?? name) : name;
  if (!Object.hasOwn(OPTION_TABLE, program)) return null;
  const options = (OPTION_TABLE[program] ?? '').split(';').flatMap((group) => {
    const [role = '', options = ''] = group.split(':');
    return options
      .trim()
      .split(/\s+/)
      .filter((option) => option !== '')
      .map((option): [string, OptionRole] => [option, role.trim() as OptionRole]);
  });
  const roles = new Map(options);
  if (roles.size === 0) return null;
  return {
    roles,
    long: [...roles].filter(([option]) => option.startsWith('--')),
    letters: new Map(
      [...roles].filter(([option]) => /^-.$/s.test(option)).map(([option, role]) => [option.charCodeAt(1), role]),
    ),
    isWorded: IN_WORDS.has(name),
  };
});

/** Their options are whole words behind one dash: no letter within one is an option. */
const IN_WORDS = new Set(
  'latexmk pdflatex xelatex lualatex latex tex go terraform tofu mvn javac kotlinc kotlin scalac ffmpeg ffprobe exiftool convert magick gnuplot dot java nmap find xmllint openssl'.split(
    ' ',
  ),
);

const SAME: Readonly<Record<string, string>> = {
  gsed: 'sed',
  python: 'python3',
  nodejs: 'node',
  pip3: 'pip',
  egrep: 'grep',
  fgrep: 'grep',
  'clang++': 'gcc',
  clang: 'gcc',
  cc: 'gcc',
  'c++': 'gcc',
  'g++': 'gcc',
  c99: 'gcc',
  c89: 'gcc',
  gfortran: 'gcc',
  mawk: 'awk',
  bunzip2: 'bzip2',
  bsdtar: 'tar',
  gtar: 'tar',
  ex: 'vim',
  xelatex: 'pdflatex',
  lualatex: 'pdflatex',
  latex: 'pdflatex',
  tex: 'pdflatex',
  neato: 'dot',
  view: 'vim',
  vimdiff: 'vim',
  rview: 'vim',
  gvim: 'vim',
  fdfind: 'fd',
  batcat: 'bat',
  gcp: 'cp',
  nosetests: 'pytest',
  'py.test': 'pytest',
};

export interface ReadOptions {
  /** In order; null stands for a word that is not known. */
  readonly operands: readonly (string | null)[];
  readonly options: readonly { readonly role: OptionRole; readonly name: string; readonly value: string | null }[];
  /** Every word that began with a dash, as written. */
  readonly flags: readonly string[];
}

const NEEDS_VALUE: ReadonlySet<OptionRole> = new Set([
  'value',
  'read',
  'write',
  'folder',
  'project',
  'command',
  'code',
]);

/** What looks like an option stands behind one whose value may be left out, and is one. */
const NAMES_PLACE: ReadonlySet<OptionRole> = new Set(['read', 'write', 'folder', 'project']);

/** Takes the words of a program apart, as getopt would, with abbreviated long options and clustered short ones. */
export function readOptions(program: string, args: readonly (string | null)[]): ReadOptions {
  const table = tableOf(program);
  const operands: (string | null)[] = [];
  const options: { role: OptionRole; name: string; value: string | null }[] = [];
  const flags: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at];
    if (word === '--') return { operands: [...operands, ...args.slice(at + 1)], options, flags };
    if (word === null || word === undefined || !isOption(word)) {
      operands.push(word ?? null);
      continue;
    }
    flags.push(word);
    const found = optionIn(table, word);
    if (found === null) continue;
    const next = args[at + 1];
    const needsNext =
      NEEDS_VALUE.has(found.role) &&
      found.value === undefined &&
      !(NAMES_PLACE.has(found.role) && typeof next === 'string' && isOption(next));
    options.push({
      role: found.role,
      name: found.name,
      // An option at the end has no value: nothing is unknown.
      value: needsNext
        ? at + 1 < args.length
          ? (next ?? null)
          : ''
        : (found.value ?? (NEEDS_VALUE.has(found.role) ? '' : null)),
    });
    if (needsNext) at += 1;
  }
  return { operands, options, flags };
}

/** The words without the values of options that take a text. */
export function withoutValues(program: string, args: readonly (string | null)[]): readonly (string | null)[] {
  const table = tableOf(program);
  return args.filter((word, at) => {
    const own = word === null ? null : optionIn(table, word);
    if (own?.role === 'value' && own.value !== undefined) return false;
    const before = args[at - 1];
    const option = before === null || before === undefined || !isOption(before) ? null : optionIn(table, before);
    return !(option?.role === 'value' && option.value === undefined);
  });
}

/** Whether the table speaks of an option. */
export const isTabled = (program: string, word: string): boolean => optionIn(tableOf(program), word) !== null;

interface FoundOption {
  readonly role: OptionRole;
  readonly name: string;
  readonly value: string | undefined;
}

/** A dash, and a character behind it that is none between lines. */
const isOption = (word: string): boolean =>
  word.length > 1 && word.charCodeAt(0) === DASH && !LINE_ENDS.includes(word.charCodeAt(1));
const DASH = 0x2d;
const LINE_ENDS = [0x0a, 0x0d, 0x2028, 0x2029];

function optionIn(table: Table | null, word: string): FoundOption | null {
  if (table === null) return null;
  const equals = word.indexOf('=');
  const name = equals === -1 ? word : word.slice(0, equals);
  const value = equals === -1 ? undefined : word.slice(equals + 1);
  const exact = table.roles.get(name);
  if (exact !== undefined) return { role: exact, name, value };
  return word.startsWith('--') ? abbreviated(table, name, value) : amongLetters(table, word);
}

function abbreviated({ long }: Table, name: string, value: string | undefined): FoundOption | null {
  if (name.length <= 2 || /^--no(?:-|$)/.test(name)) return null;
  for (const [option, role] of long) if (option.startsWith(name)) return { role, name: option, value };
  return null;
}

function amongLetters({ letters, isWorded }: Table, word: string): FoundOption | null {
  if (letters.size === 0) return null;
  const end = isWorded ? 2 : word.length;
  for (let at = 1; at < end; at += 1) {
    const role = letters.get(word.charCodeAt(at));
    if (role === undefined) continue;
    const rest = word.slice(at + 1);
    // `-version` is no `-e`.
    if (role === 'code' && (at > 1 || /^[a-zA-Z]/.test(rest))) continue;
    return { role, name: `-${word.charAt(at)}`, value: NEEDS_VALUE.has(role) && rest !== '' ? rest : undefined };
  }
  return null;
}
