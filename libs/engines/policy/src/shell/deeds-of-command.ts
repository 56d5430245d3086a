import { danger, type Found, opaque, read, shell, write } from './found.js';
import { gitFound } from './git.js';
import { changedInPlace, changesInPlace } from './in-place.js';
import { isTabled, type ReadOptions, readOptions } from './options.js';
import { type ByOperands, byOperandsOf, PRINTS } from './operand-deeds.js';
import { PATTERN_READERS } from './programs.js';
import { basename } from './scene.js';
import { notedOf, traitsOf } from './traits.js';
import { commandAt } from './wrappers.js';
import { readsSecrets } from './secret-calls.js';
import { SIGN, signsIn } from './signs.js';
import type { Special, Words } from './special.js';
import { SPECIAL } from './special-programs.js';

/** What the lists say of one program, looked up once: of most that nothing but their operands matters. */
interface Habits {
  readonly isGit: boolean;
  /** A wrapper's options are its own, and not those of what it runs. */
  readonly isWrapping: boolean;
  readonly takesResponses: boolean;
  readonly maySweep: boolean;
  readonly mayChangeInPlace: boolean;
  readonly mayServe: boolean;
  readonly mayStray: boolean;
  readonly special: Special | undefined;
  readonly byOperands: ByOperands;
}

const habitsOf = notedOf((program): Habits => {
  const { wrapper, isNetworker, isReader, isPatternReader } = traitsOf(program);
  return {
    isGit: program === 'git',
    isWrapping: wrapper !== undefined && !isNetworker,
    takesResponses: RESPONSES.has(program),
    maySweep: SWEEPERS.has(program) || MAY_SWEEP.has(program),
    mayChangeInPlace: changesInPlace(program),
    mayServe: !isReader && !isPatternReader && !PRINTS.has(program),
    mayStray: !OTHERWISE.has(program) && !PRINTS.has(program),
    special: SPECIAL.get(program),
    byOperands: byOperandsOf(program),
  };
});

/** What a program does by its words; null stands for a word that is not known. Paths are as written. */
export function foundIn(program: string, args: Words, signs = signsIn(args)): readonly Found[] {
  const habits = habitsOf(program);
  const found: Found[] = [];
  if (readsSecrets(program, args)) found.push(danger('printing a secret'));
  if (habits.isGit) return added(found, gitFound(args));
  const own = habits.isWrapping ? args.slice(0, commandAt(program, args)) : args;
  const given = readOptions(program, own);
  if (habits.takesResponses && (signs & SIGN.at) !== 0)
    for (const word of args) if (word?.startsWith('@') === true) found.push(read(word.slice(1)));
  if (habits.maySweep) added(found, sweeps(program, given));
  if (habits.mayChangeInPlace) added(found, changedInPlace(program, given));
  if (habits.special !== undefined) added(found, habits.special(args, given, program));
  if (habits.mayServe && (signs & MAY_BE_EXPOSED) !== 0 && args.some(isExposed))
    found.push(opaque('a server that others can reach'));
  for (const option of given.options) added(found, byOption(program, option));
  if (habits.mayStray && (signs & SIGN.dash) !== 0 && (signs & MAY_NAME_OUTSIDE) !== 0)
    added(found, strayOptions(program, own));
  return added(found, habits.byOperands(given, args, program));
}

const MAY_BE_EXPOSED = SIGN.dot | SIGN.colon;
const MAY_NAME_OUTSIDE = SIGN.slash | SIGN.tilde | SIGN.dot;

function added(found: Found[], more: readonly Found[]): Found[] {
  for (const one of more) found.push(one);
  return found;
}

/** Where secrets lie in a home, in the folder of homes, in the system. */
const WITHIN = ['gh/hosts.yml', 'keyrings/login.keyring', '.ssh/key', 'someone/.ssh/key', 'home/someone/.ssh/key'];
const SWEEPERS = new Set(['rg', 'ag', 'ack', 'zip', 'tar', 'rsync', '7z', 'trufflehog', 'gitleaks']);
const MAY_SWEEP = new Set(['grep', 'egrep', 'fgrep', 'zgrep', 'cp', 'scp']);
/** To read all of a folder outside is to read the secrets in it. */
const sweeps = (program: string, { operands, flags }: ReadOptions): readonly Found[] =>
  SWEEPERS.has(program) ||
  (MAY_SWEEP.has(program) &&
    flags.some((flag) => /^-[a-zA-Z]*[rRa]|^--(?:recursive|dereference-recursive|archive)/.test(flag)))
    ? operands.flatMap((word) =>
        word !== null && /^(?:~|\/|\.\.|\.\/?$)/.test(word) ? WITHIN.map((name) => read(`${word}/${name}`)) : [],
      )
    : [];

/** `@file` among their words is a file with more words. */
const RESPONSES = new Set(
  'as nm ld ar readelf objdump objcopy strip size gcc g++ cc c++ clang clang++ javac java rustc swiftc tsc'.split(' '),
);
/** What builds by what lies in a folder, or as a file says. */
const BUILDERS = new Set(
  'terraform tofu make gmake cmake ninja npm pnpm yarn bun cargo composer mvn gradle just task rake bundle go uv poetry pipenv dotnet mix sbt meson'.split(
    ' ',
  ),
);

/** A server that others on the network can reach. */
const isExposed = (word: string | null): boolean =>
  word !== null &&
  (word.includes('0') || word.includes(':')) &&
  /^(?:--?\w[\w-]*=|tcp:\/\/|https?:\/\/)?(?:0\.0\.0\.0|\[::\])(?::\d+)?$/.test(word);

function byOption(program: string, { role, name, value }: ReadOptions['options'][number]): readonly Found[] {
  if (role === 'danger') return [danger(`${program} with ${name}`)];
  if (role === 'ask') return [opaque(`${program} with ${name}`)];
  if (role === 'value') return [];
  if (value === null) return [opaque(`the value of ${name}`)];
  if (role === 'command') return command(program, value);
  if (role === 'code') return [{ kind: 'code', language: program, text: value }];
  const piped = PIPED.exec(value)?.[1];
  if (piped !== undefined)
    return [danger(`a program that ${program} is told to start`), shell(piped.replace(/["']\s*$/, ''), program)];
  if (role === 'project' && /^(?:-|\/dev\/(?:stdin|fd\/\d+))$/.test(value))
    return [danger(`what a build runs, fed into ${program}`)];
  if (value === '-' || value === '') return [];
  if (value.includes('://') && /^(?!file:)[a-z][a-z\d+.-]*:\/\//i.test(value))
    return [opaque(`what ${program} reaches`)];
  if (role === 'project' || (role === 'folder' && BUILDERS.has(program))) {
    const project: Found = { kind: 'project', path: value };
    return role === 'folder' ? [project, write(value)] : [project];
  }
  return [role === 'read' ? read(value) : write(value)];
}

/** The name of a file that begins so is no name, but a command to which what is written flows: `strace -o '|command'`. */
const PIPED = /^\s*[|!]\s*(\S.*)$/s;

/** An option that a shell would run, or a pair whose value would be run, as in `-o ProxyCommand=…`. */
function command(program: string, value: string): readonly Found[] {
  if (program === 'ssh' || program === 'scp' || program === 'sftp') {
    const pair = /^(?:ProxyCommand|LocalCommand|KnownHostsCommand|PKCS11Provider|RemoteCommand)[=\s]\s*(.*)/is.exec(
      value,
    );
    if (pair) return [danger('a program that ssh runs'), shell(pair[1] ?? '', program)];
    return /^[A-Za-z]+=/.test(value) ? [] : [danger('a program that ssh runs')];
  }
  if (program === 'rustc') return /^linker=/.test(value) ? [danger('a program that rustc runs')] : [];
  if (program === 'cargo')
    return /wrapper|runner|linker|alias|rustflags|\brust(?:c|doc)\b|credential/.test(value)
      ? [danger('a program that cargo runs')]
      : /\bsource\b|registr/.test(value)
        ? [opaque('where cargo fetches from')]
        : [];
  if (program === 'gdb' || program === 'vim' || program === 'vi' || program === 'nvim' || program === 'sqlite3')
    return [];
  const text = value.replace(/^exec=|^\|/, '');
  // A harmless program that is told to start a shell is no longer one, whatever the shell is told.
  const [first = ''] = text.trim().split(/\s+/);
  const isEscape =
    traitsOf(program).wrapper === undefined &&
    (traitsOf(basename(first)).isShell || traitsOf(basename(first)).isInterpreter);
  // A script of the project is read by people; that this program starts it is not what its name promises.
  const isScript = first.includes('/') && traitsOf(program).wrapper === undefined && !STARTERS.has(program);
  return [
    ...(isEscape ? [danger(`a shell that ${program} is told to start`)] : []),
    ...(isScript ? [opaque(`a program that ${program} is told to start`)] : []),
    shell(text, program),
  ];
}
/** To start other programs is what they are for. */
const STARTERS = new Set('nodemon cargo-watch go just mapfile readarray complete compgen'.split(' '));

const OUTSIDE = /^(?:\/(?!dev\/(?:null|stdout|stderr)$)|~|\.\.(?:\/|$))/;
const FOR_OUTPUT =
  /^--?(?:[\w.-]*[-_.])?(?:output[-_]\w+|out(?:put|file|dir|path)?\w*|dest(?:ination)?\w*|save\w*|log(?:-?file|dir|-dir)?|report\w*|dump|export\w*|write\w*|cache(?:-dir|dir|-location)?|install-?\w*|basetemp|coverage-dir(?:ectory)?|outdir|outfile|junit\w*|trace\w*|snapshot\w*|result-file|coverage\w*|dist\w*|dist-dir|out-dir|rdb|build-?dir\w*|backup\w*|site|publish-dir|root-dir|femit-bin|of|od|scratch-path|work-dir|builddir)(?:[-_.]?(?:dir|directory|folder|file|path|root))?$/i;
/** Their options mean something else. */
const OTHERWISE = new Set([
  ...PATTERN_READERS,
  'find',
  'git',
  'ps',
  'ls',
  'ssh',
  'scp',
  'sftp',
  'mount',
  'tar',
  'dd',
  'wget',
  'curl',
]);

/** Options that no table names: one whose name speaks of output writes, any other that names a place outside reads. */
function strayOptions(program: string, args: Words): readonly Found[] {
  const found: Found[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at];
    if (word === null || word === undefined || !word.startsWith('-')) continue;
    const [, name = '', joined] = /^(--?[A-Za-z][\w.-]*)(?:[=:](.*))?$/s.exec(word) ?? [];
    // Behind no value but its own or the next word can a place stand.
    const value = joined ?? args[at + 1];
    if (name === '' || value === null || value === undefined || !OUTSIDE.test(value)) continue;
    if (isTabled(program, word)) continue;
    const isOutput = FOR_OUTPUT.test(name) || (name === '-o' && !traitsOf(program).isReader);
    if (isOutput) found.push(write(value));
    else if (joined !== undefined) found.push(read(value));
  }
  return found;
}
