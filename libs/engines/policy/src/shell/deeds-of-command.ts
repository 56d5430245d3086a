import type { Deed } from '../request.js';
import { danger, type Found, opaque, read, remove, shell, write } from './found.js';
import { gitFound } from './git.js';
import { isTabled, type ReadOptions, readOptions } from './options.js';
import { PATTERN_READERS } from './programs.js';
import { basename } from './scene.js';
import { traitsOf } from './traits.js';
import { commandAt } from './wrappers.js';
import { readsSecrets } from './secret-calls.js';
import { SPECIAL } from './special-programs.js';

/** What a program does by its words; null stands for a word that is not known. Paths are as written. */
export function foundIn(program: string, args: readonly (string | null)[]): readonly Found[] {
  // A wrapper's options are its own, and not those of what it runs.
  const traits = traitsOf(program);
  const isWrapping = traits.wrapper !== undefined && !traits.isNetworker;
  const found: Found[] = [];
  if (readsSecrets(program, args)) found.push(danger('printing a secret'));
  if (program === 'git') {
    found.push(...gitFound(args));
    return found;
  }
  const given = readOptions(program, isWrapping ? args.slice(0, commandAt(program, args)) : args);
  if (RESPONSES.has(program))
    for (const word of args) if (word?.startsWith('@') === true) found.push(read(word.slice(1)));
  found.push(...sweeps(program, given));
  const special = SPECIAL.get(program);
  if (special !== undefined) found.push(...special(args, given, program));
  if (isExposed(program, args)) found.push(opaque('a server that others can reach'));
  for (const option of given.options) found.push(...byOption(program, option));
  found.push(...strayOptions(program, args), ...byOperands(program, given, args));
  return found;
}

const NOTHING: readonly Found[] = [];

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
const isExposed = (program: string, args: readonly (string | null)[]): boolean =>
  args.some(
    (word) =>
      word !== null &&
      (word.includes('0.0.0.0') || word.includes('::')) &&
      /^(?:--?\w[\w-]*=|tcp:\/\/|https?:\/\/)?(?:0\.0\.0\.0|\[::\])(?::\d+)?$/.test(word),
  ) &&
  !traitsOf(program).isReader &&
  !traitsOf(program).isPatternReader &&
  !PRINTS.has(program);

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
const NAMES_OUTSIDE = /(?:^|[=:])(?:\/|~|\.\.)/;
const FOR_OUTPUT =
  /^--?(?:[\w-]*[-_])?(?:output[-_]\w+|out(?:put|file|dir|path)?\w*|dest(?:ination)?\w*|save\w*|log(?:-?file|dir|-dir)?|report\w*|dump|export\w*|write\w*|cache(?:-dir|dir|-location)?|install-?\w*|basetemp|coverage-dir(?:ectory)?|outdir|outfile|junit\w*|trace\w*|snapshot\w*|result-file|coverage\w*|dist\w*|dist-dir|out-dir|rdb|build-?dir\w*|backup\w*|site|publish-dir|root-dir)$/i;
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
function strayOptions(program: string, args: readonly (string | null)[]): readonly Found[] {
  if (!args.some((word) => word !== null && NAMES_OUTSIDE.test(word))) return NOTHING;
  if (OTHERWISE.has(program) || PRINTS.has(program) || isWrapped(program)) return [];
  return args.flatMap((word, at): readonly Found[] => {
    if (word === null || !/^-/.test(word)) return [];
    const [, name = '', joined] = /^(--?[A-Za-z][\w.-]*)(?:[=:](.*))?$/s.exec(word) ?? [];
    if (name === '' || isTabled(program, word)) return [];
    const isOutput = FOR_OUTPUT.test(name) || (name === '-o' && !traitsOf(program).isReader);
    const value = joined ?? (isOutput ? (args[at + 1] ?? undefined) : undefined);
    if (value === undefined || !OUTSIDE.test(value)) return [];
    return [isOutput ? write(value) : read(value)];
  });
}
const isWrapped = (program: string): boolean => traitsOf(program).wrapper !== undefined;

function byOperands(
  program: string,
  { operands, flags }: ReadOptions,
  args: readonly (string | null)[],
): readonly Found[] {
  const traits = traitsOf(program);
  if (program === 'find' || program === 'tar' || program === 'xxd' || traits.isInterpreter) return NOTHING;
  if (traits.isNetworker) return network(program, { operands, flags });
  if (operands.length === 0) return NOTHING;
  const words = operands.filter((word) => word !== null && word !== '-' && word !== '') as readonly string[];
  if (traits.isPatternReader)
    // By its place, known or not: an empty pattern is one, too.
    return operands
      .slice(flags.some((flag) => /^-[a-zA-Z]*[ef]|^--(?:regexp|file|expression)/.test(flag)) ? 0 : 1)
      .flatMap((word) => (word === null || word === '-' || word === '' ? [] : [read(word)]));
  if (program === 'split') return [...words.slice(0, 1).map(read), ...words.slice(1, 2).map(write)];
  if (program === 'zip') return [...words.slice(0, 1).map(write), ...words.slice(1).map(read)];
  if (program === 'uniq') return [...words.slice(0, 1).map(read), ...words.slice(1, 2).map(write)];
  // A pattern that lists names opens no file.
  if (LISTERS.has(program)) return words.filter((word) => /^[/~]/.test(word) || !/[*?[]/.test(word)).map(read);
  if (traits.isReader) return words.map(read);
  if (traits.isModeWriter)
    return operands.slice(1).flatMap((word) => (word === null || word === '' ? [] : [write(word)]));
  if (program === 'patch') return [...words.slice(0, 1).map(write), ...words.slice(1, 2).map(read)];
  if (traits.isWriter) return words.map(write);
  if (traits.isDeleter) return words.map(remove);
  if (program === 'dd' || PRINTS.has(program)) return NOTHING;
  if (traits.isCopier || traits.isMover) return moved(program, words, { flags, args });
  // Whatever else: words that look like paths outside or like addresses still count.
  const writes =
    (FORMATTERS.has(program) &&
      flags.some((flag) => /^(?:-w|-i|--write|--fix|--in-place|--inplace|-a|-A)/.test(flag))) ||
    (REWRITERS.has(program) &&
      !flags.some((flag) => /^--?(?:check|diff|c|d|l|list-different|dry-run|version|help)/.test(flag)));
  if (CONVERTERS.has(program)) return [...words.slice(0, -1).map(read), ...words.slice(-1).map(write)];
  return words.flatMap((word) =>
    isAddress(word)
      ? [hostOfAddress(word)]
      : /^(?:\/|~|\.\.(?:\/|$)|\.env)/.test(word)
        ? [writes ? write(word) : read(word)]
        : [],
  );
}

/** What is copied or moved, to the last of the words where no option names the place. */
function moved(
  program: string,
  words: readonly string[],
  { flags, args }: { readonly flags: readonly string[]; readonly args: readonly (string | null)[] },
): readonly Found[] {
  const isTargeted = args.some((word) => word !== null && /^(?:-t|--target-directory)/.test(word));
  const sources = isTargeted ? words : words.slice(0, -1);
  const last = isTargeted ? undefined : words.at(-1);
  // A link gives what it points at another name: to make one is to be able to write there.
  const found = traitsOf(program).isMover
    ? sources.map(remove)
    : sources.map((source) => linked(program, source, { flags, last }));
  return last === undefined ? found : [...found, write(last)];
}

/** What is copied is read; what is linked can be written under its new name. A symbolic link means what it says from where it lies. */
function linked(
  program: string,
  source: string,
  { flags, last }: { flags: readonly string[]; last: string | undefined },
): Deed {
  if (program !== 'ln' && program !== 'link') return read(source);
  const isSymbolic = flags.some((flag) => /^-[a-zA-Z]*s|^--symbolic/.test(flag));
  if (!isSymbolic || last === undefined || /^[/~]/.test(source)) return write(source);
  const folder = last.replace(/[^/]*$/, '');
  return write(`${folder}${source}`);
}

const LISTERS = new Set('ls dir vdir exa eza lsd tree du stat namei'.split(' '));
const PRINTS = new Set(
  'echo printf test [ [[ : true false export local declare typeset readonly set unset man help apropos whatis command which type basename dirname expr let kill trap alias read return exit seq sleep tr date'.split(
    ' ',
  ),
);
const FORMATTERS = new Set(
  'prettier eslint ruff black gofmt goimports rustfmt clang-format isort biome shfmt stylelint'.split(' '),
);
/** They rewrite what they are given, unless told to look only. */
const REWRITERS = new Set(
  'black isort autopep8 yapf docformatter rustfmt csharpier stylua nimpretty ocamlformat scalafmt dprint ormolu fourmolu dos2unix unix2dos swiftformat pyupgrade autoflake'.split(
    ' ',
  ),
);
/** The last of their operands is written. */
const CONVERTERS = new Set(
  'ffmpeg convert magick sox rsvg-convert cwebp dwebp gif2webp pdf2ps ps2pdf ps2ascii pngquant optipng jpegtran cjpeg djpeg qpdf pdftk pdfunite pdfseparate img2pdf tiffcp wkhtmltopdf wkhtmltoimage html2ps pdftoppm pdftocairo heif-convert avifenc genisoimage mkisofs xorriso squashfs mksquashfs enscript a2ps uudecode msgfmt'.split(
    ' ',
  ),
);
const isAddress = (word: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(word);

/** The name under which a download of the address is kept. */
const nameIn = (address: string): string =>
  /\/([^/?#]+)(?:[?#].*)?$/.exec(address.replace(/^\w+:\/\//, ''))?.[1] ?? 'index.html';

function network(program: string, { operands, flags }: Pick<ReadOptions, 'operands' | 'flags'>): readonly Found[] {
  if (operands.length === 0 && flags.length === 1 && /^(?:--version|--help|-V|-h)$/.test(flags[0] ?? '')) return [];
  const found: Found[] = [opaque(`what ${program} sends or fetches`)];
  const words = operands.filter((word) => word !== null && word !== '') as readonly string[];
  const isCopy = program === 'scp' || program === 'rsync';
  const local = isCopy ? words.filter((word) => !/^[^/]*:/.test(word)) : [];
  const last = words.at(-1);
  const isMove = program === 'rsync' && flags.some((flag) => /^--remove-(?:sent|source)-f/.test(flag));
  for (const word of local) found.push(word === last ? write(word) : isMove ? remove(word) : read(word));
  if (program === 'rsync' && local.length === words.length) return found.slice(1);
  if (program === 'socat' && words.some((word) => /^(?:exec|system|shell):/i.test(word)))
    found.push(danger('a shell over the network'));
  // Opened is read, by a program that is not seen.
  if (/^(?:open|xdg-open)$/.test(program)) found.push(...words.filter((word) => !isAddress(word)).map(read));
  for (const word of words) {
    const local = /^(?:file|open|gopen|create):(?:\/\/)?([^,]+)/i.exec(word)?.[1];
    if (local !== undefined) found.push(program === 'socat' && /^create/i.test(word) ? write(local) : read(local));
  }
  if (program === 'wget' && !flags.some((flag) => /^-[a-zA-Z]*O|^--output-document/.test(flag)))
    found.push(...words.filter(isAddress).map((word) => write(nameIn(word))));
  if (program === 'curl' && flags.some((flag) => /^-[a-zA-Z]*O|^--remote-name/.test(flag)))
    found.push(...words.filter(isAddress).map((word) => write(nameIn(word))));
  const candidates = isCopy
    ? words.filter((word) => !local.includes(word))
    : words.slice(0, program === 'curl' || program === 'wget' ? undefined : 1);
  return [...found, ...candidates.flatMap((word) => hostOf(word) ?? [])];
}

function hostOf(word: string): Deed | null {
  if (/^file:/i.test(word)) return null;
  if (isAddress(word)) return hostOfAddress(word);
  const remote = /^(?:[^@/\s]+@)?([a-z0-9][a-z0-9.-]*)(?::.*|\/.*)?$/i.exec(word)?.[1];
  return remote === undefined ? null : { kind: 'reach', host: remote.toLowerCase() };
}

/** The host and port of an address with a scheme; opaque when it cannot be read as one. */
export function hostOfAddress(address: string): Deed {
  try {
    const { hostname, port } = new URL(address);
    if (hostname === '') return { kind: 'opaque', what: 'the host of an address' };
    return {
      kind: 'reach',
      host: hostname.replace(/^\[|\]$/g, '').toLowerCase(),
      ...(port !== '' && { port: Number(port) }),
    };
  } catch {
    return { kind: 'opaque', what: 'the host of an address' };
  }
}
