import { BUILD_PROGRAMS } from './build-programs.js';
import { danger, type Found, opaque, read, write } from './found.js';
import { known, type Special, type Words } from './special.js';

const asks = (what: string): Found => opaque(what);
const IS_PROGRAM = (name: string): boolean =>
  /^pip3?$/.test(name) || (/^\w+$/.test(name) && (BUILD_PROGRAMS.has(name) || OF_PYTHON.has(name)));
const OF_PYTHON = new Set(
  'pytest black isort flake8 pylint mypy ruff tox nox pyright flask gunicorn uvicorn poetry pipenv virtualenv pip pipx awscli keyring twine uv'.split(
    ' ',
  ),
);

/** What an interpreter of a general language is given: a text, a module, a file. */
export const interpreter: Special = (args, _given, program) => {
  const found: Found[] = program === 'osascript' ? linesOfScript(args) : [];
  let hasFiles = false;
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at];
    if (word === undefined) break;
    if (word === null) return [...found, asks(`what ${program} runs`)];
    const loaded = loadedBy(program, word, args[at + 1]);
    if (loaded !== null) {
      found.push(...loaded.found);
      if (loaded.isApart) at += 1;
      continue;
    }
    if (isModule(program, word)) continue;
    if (program === 'php' && word === '-S') return [...found, asks('a server of php')];
    const joined = joinedCode(program, word);
    if (joined !== null) found.push({ kind: 'code', language: program, text: joined });
    else if (
      /^(?:-[a-zA-Z]*[cCeEpr]|-eval|--eval|--print|-m|-g|--load|-load|--require|eval)$/.test(word) &&
      !isCheck(program, word)
    ) {
      if (word === '-m') return [...found, ...moduleOf(args[at + 1] ?? null, args.slice(at + 2))];
      found.push({ kind: 'code', language: program, text: args[at + 1] ?? null });
      // Behind the first code stand the files of all.
      if (!hasFiles) found.push(...filesBehind(args, at + 2));
      hasFiles = true;
      at += 1;
    } else if (SETUP.test(word)) return [...found, read(word), ...givenToSetup(args.slice(at + 1))];
    else if (!word.startsWith('-') && CONSOLE.test(word))
      return [...found, read(word), ...givenToConsole(program, args.slice(at + 1))];
    else if (!word.startsWith('-'))
      return found.length > 0
        ? found
        : [read(word), ...(/^\/dev\/(?:stdin|fd)/.test(word) ? [danger(`data piped into ${program}`)] : [])];
    else if (/^(?:-r|--require|--import|--loader)=/.test(word)) found.push(asks(`what ${program} loads`));
  }
  return found;
};
/** Each `-e` of osascript is a line of one text. */
function linesOfScript(args: Words): Found[] {
  const lines = known(args).filter((_, at, all) => all[at - 1] === '-e');
  return lines.length > 1 ? [{ kind: 'code', language: 'osascript', text: lines.join('\n') }] : [];
}

/** The script by which a package of Python is built and installed. */
const SETUP = /^(?:\.\/)?setup\.py$/;
const givenToSetup = (args: Words): readonly Found[] =>
  known(args).flatMap((word, at, all): readonly Found[] => {
    const place =
      /^--(?:prefix|root|home|install-\w+|target|dist-dir)=(.*)$/.exec(word)?.[1] ??
      (/^--(?:prefix|root|home|install-\w+|target|dist-dir)$/.test(all[at - 1] ?? '') ? word : undefined);
    if (place !== undefined) return [write(place)];
    if (/^(?:upload|register)$/.test(word)) return [danger('publishing a package')];
    return /^(?:install|develop|easy_install|bdist_wininst|alias)$/.test(word) ? [asks('where python installs')] : [];
  });
/** Scripts of frameworks that run a text of code. */
const CONSOLE = /(?:^|\/)(?:manage\.py|artisan|console)$/;
const givenToConsole = (program: string, args: Words): readonly Found[] =>
  known(args).flatMap((word, at, all): readonly Found[] => {
    const joined = /^--(?:command|execute|eval)=(.*)$/s.exec(word)?.[1];
    const text = joined ?? (/^(?:-c|-e|--command|--execute|--eval)$/.test(all[at - 1] ?? '') ? word : undefined);
    return text === undefined || !/[\s(]/.test(text) ? [] : [{ kind: 'code', language: program, text }];
  });

/** Options by which an interpreter loads code, or takes a setting, before its program. */
const LOADERS: Readonly<Record<string, RegExp>> = {
  node: /^(-r|--require|--import|--loader|--experimental-loader|--env-file|--conditions|-C|--title|--icu-data-dir)(?:=(.*))?$/s,
  ruby: /^(-r|-I|-C)(.*)$/s,
  perl: /^(-I|-Mlib=)(.*)$/s,
  php: /^(-d|-c|-z)(.*)$/s,
  lua: /^(-l)(.*)$/s,
  julia: /^(-L|--load|-J|--sysimage)(?:=(.*))?$/s,
  elixir: /^(-r|-pr|-pa|-pz)()$/,
  osascript: /^(-l|-s)()$/,
};
const LIKE: Readonly<Record<string, string>> = {
  nodejs: 'node',
  'ts-node': 'node',
  tsx: 'node',
  'vite-node': 'node',
  'babel-node': 'node',
  luajit: 'lua',
  iex: 'elixir',
};
const SETTING_THAT_RUNS =
  /^(?:auto_(?:prepend|append)_file|(?:zend_)?extension|sendmail_path|mail\.log|include_path|error_log)\s*=(.*)/s;

/** What such an option loads: a file from elsewhere is code from elsewhere; a name alone is a module of the project. */
function loadedBy(
  program: string,
  word: string,
  next: string | null | undefined,
): { found: readonly Found[]; isApart: boolean } | null {
  const [, option, joined = ''] = LOADERS[LIKE[program] ?? program]?.exec(word) ?? [];
  if (option === undefined) return null;
  const isApart = joined === '';
  const value = isApart ? (next ?? null) : joined;
  if (value === null) return { found: [asks(`what ${program} loads`)], isApart };
  if (program === 'php' && option === '-d')
    return { found: SETTING_THAT_RUNS.test(value) ? [danger('php that is told to load code')] : [], isApart };
  if (/^data:/.test(value)) return { found: [danger(`code in an option of ${program}`)], isApart };
  if (option === '--env-file') return { found: [read(value)], isApart };
  return { found: /^(?:[/~]|\.\.?(?:\/|$))/.test(value) ? [{ kind: 'project', path: value }] : [], isApart };
}

/** An option that names a module, a folder or a warning, whose letters are no code. */
const isModule = (program: string, word: string): boolean =>
  (program === 'perl' && /^-(?:[MmI]\S|x)/.test(word)) ||
  (program === 'ruby' && /^-[rI]\S/.test(word)) ||
  (program.startsWith('py') && /^-[WX]\S/.test(word));
/** The text of `-e'…'` or `--eval=…`, where it stands in one word with its option. */
function joinedCode(program: string, word: string): string | null {
  const long = /^--(?:eval|print|run)=(.*)$/s.exec(word)?.[1];
  if (long !== undefined) return long;
  const letter = program.startsWith('py') ? 'c' : program === 'php' ? 'r' : '[a-zA-Z]*?[eE]';
  return new RegExp(`^-${letter}((?=\\W).+|.*[\\s('"].*)$`, 's').exec(word)?.[1] ?? null;
}
const isCheck = (program: string, word: string): boolean =>
  (program === 'ruby' && word === '-c') ||
  (program === 'perl' && word === '-c') ||
  (program.startsWith('node') && word === '-c') ||
  (program === 'php' && /^-[ce]$/.test(word));

/** What is no option, behind the first code: a file that it is given, or changes where it stands. */
function filesBehind(args: Words, at: number): readonly Found[] {
  const isInPlace = known(args).some((word) => /^-[a-z]*i/.test(word));
  const files = known(args.slice(at)).filter((word) => !word.startsWith('-'));
  return files.map(isInPlace ? write : read);
}

function moduleOf(name: string | null, args: Words): readonly Found[] {
  if (name === null) return [asks('which module python runs')];
  // Many modules are programs, too.
  if (IS_PROGRAM(name)) return [{ kind: 'words', words: [name, ...args] }];
  const words = known(args).filter((word) => !word.startsWith('-'));
  if (name === 'venv') return words.map(write);
  if (/^(?:ensurepip|http\.server|smtpd|webbrowser|urllib\S*|ftplib|telnetlib)$/.test(name))
    return [
      asks(`python -m ${name}`),
      ...words.filter((word) => /^[/~.]/.test(word)).flatMap((place) => [read(place), read(`${place}/.ssh/key`)]),
    ];
  if (name === 'json.tool') return [...words.slice(0, 1).map(read), ...words.slice(1).map(write)];
  if (/^(?:zipfile|tarfile|shutil|compileall|gzip)$/.test(name)) return words.map(write);
  if (name === 'timeit' && known(args).some((word) => /[\s(]/.test(word)))
    return known(args)
      .filter((word) => /[\s(]/.test(word))
      .map((text): Found => ({ kind: 'code', language: 'python3', text }));
  if (/^(?:pdb|timeit|cProfile|profile|trace|code|pty|runpy|asyncio|this)$/.test(name))
    return known(args)
      .filter((word) => /[\s(]/.test(word))
      .map((text): Found => ({ kind: 'code', language: 'python3', text }))
      .concat(/^(?:cProfile|profile|trace)$/.test(name) ? words.map(read) : [asks('what python runs')]);
  return words.map(read);
}
