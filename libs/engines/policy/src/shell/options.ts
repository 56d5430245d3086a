/** What the value of an option, or the option itself, means. */
export type OptionRole = 'value' | 'read' | 'write' | 'folder' | 'project' | 'command' | 'danger' | 'ask';

/**
 * Options that matter, program by program: `role: options`. `value` takes a word that names no file; `command` one that a shell would run; `project` what says what a build runs;
 * `danger` and `ask` are options that by themselves make a harmless program dangerous or uncertain.
 */
const TABLE: Readonly<Record<string, string>> = {
  sort: 'write: -o --output; danger: --compress-program; value: -k -t -S --key --field-separator; folder: -T --temporary-directory; read: --files0-from',
  cut: 'value: -d -f -c -b',
  head: 'value: -n -c',
  tail: 'value: -n -c',
  nl: 'value: -b -s -w',
  join: 'value: -t -1 -2 -o -j',
  paste: 'value: -d',
  column: 'value: -s -c -o',
  tree: 'write: -o; value: -L -I -P',
  od: 'value: -A -t -N -j',
  hexdump: 'value: -n -s -e',
  xxd: 'value: -l -s -c -g',
  strings: 'value: -n -t',
  file: 'read: -f --files-from -m --magic-file',
  fold: 'value: -w',
  split: 'value: -l -b -n -a; command: --filter',
  csplit: 'write: -f --prefix; value: -n',
  shuf: 'write: -o --output; value: -n -i',
  uniq: 'value: -f -s -w',
  iconv: 'write: -o --output; value: -f -t',
  stat: 'value: -c -f --format',
  date: 'read: -f --file -r --reference; value: -d --date',
  wc: 'read: --files0-from',
  du: 'value: -d --max-depth; read: --files0-from',
  base64: 'value: -w -i; write: -o',
  grep: 'value: -e -m -A -B -C --regexp --max-count; read: -f --file',
  egrep: 'value: -e -m -A -B -C; read: -f',
  rg: 'command: --pre --hostname-bin; value: -e -g -t -T -m -A -B -C --glob --type; read: -f --ignore-file',
  ag: 'command: --pager; value: -G -m -A -B -C',
  ack: 'command: --pager',
  less: 'write: -o -O --log-file --LOG-FILE; read: -k',
  man: 'command: -P --pager -H --html; read: -C; value: -k -s -f',
  jq: 'value: --indent; read: -f --from-file -L',
  yq: 'value: -o -p',
  tar: 'folder: -C --directory --cd --one-top-level; command: --to-command --use-compress-program -I --checkpoint-action --info-script -F --new-volume-script --rmt-command --rsh-command; value: --wildcards --exclude --strip-components --checkpoint; read: -T --files-from -X; danger: -P --absolute-names',
  zip: 'command: -TT --unzip-command; value: -x -i',
  unzip: 'folder: -d; value: -x',
  '7z': 'folder: -o',
  nodemon: 'command: -x --exec',
  'cargo-watch': 'command: -s --shell',
  pandoc:
    'ask: -L --lua-filter -F --filter --pdf-engine; write: -o --output --extract-media --log; read: --template --defaults -d --metadata-file -H -B -A -c; value: -f -t -r -w --from --to',
  babel: 'write: -d --out-dir -o --out-file',
  kotlinc: 'write: -d',
  scalac: 'folder: -d',
  mkdocs: 'write: -d --site-dir; read: -f',
  pg_dump: 'write: -f --file; value: -h -p -U -d -n -t',
  pg_dumpall: 'write: -f --file',
  mysqldump: 'write: -r --result-file -T --tab',
  mongodump: 'write: -o --out --archive',
  'redis-cli': 'write: --rdb; value: -h -p -a -n',
  zig: 'folder: --prefix -p --cache-dir --global-cache-dir',
  latexmk: 'danger: -e; ask: -r -pretex -usepretex; folder: -outdir -output-directory -auxdir',
  pdflatex: 'ask: -shell-escape --shell-escape -enable-write18; folder: -output-directory --output-directory',
  dot: 'value: -T -K -G -N -E; write: -o',
  gnuplot: 'ask: -c; danger: -e',
  m4: 'read: -I',
  coverage: 'read: --rcfile; write: -o -d --directory --data-file; value: --source --omit --include',
  webpack: 'write: --output-path -o; read: -c --config',
  patch: 'folder: -d --directory; write: -o --output -r; read: -i --input; value: -p --strip; ask: -e --ed',
  dd: '',
  make: 'folder: -C --directory; project: -f --file --makefile; read: -I; danger: --eval; value: -j -l -o -W',
  gmake: 'folder: -C; project: -f; danger: --eval',
  cmake: 'folder: -S -B --build --install --prefix; read: -P; value: -G -D',
  ninja: 'folder: -C; value: -j -f',
  ctest: 'folder: --test-dir; value: -R -E -j',
  meson: 'folder: -C',
  gcc: 'write: -o -MF; danger: -wrapper -B -fplugin -specs; value: -x -I -L -l -D -std',
  go: 'write: -o; command: -exec -toolexec -vettool; folder: -C; value: -run -timeout -tags -ldflags',
  rustc: 'write: -o --out-dir; danger: -Clinker; command: -C --codegen',
  cargo:
    'command: --config; write: --target-dir --root --artifact-dir --out-dir; project: --manifest-path; value: -p --features --bin --example --test; folder: -C',
  tsc: 'write: --outDir --outFile --declarationDir --tsBuildInfoFile; read: -p --project',
  javac: 'folder: -d',
  prettier: 'danger: --plugin',
  eslint: 'write: -o --output-file; danger: --rulesdir --resolve-plugins-relative-to; read: -c --config',
  jest: 'value: -t --testNamePattern --testPathPattern; read: -c --config',
  vitest: 'value: -t --testNamePattern',
  mocha: 'read: -r --require; value: -g --grep -f --fgrep',
  playwright: 'value: -g --grep',
  cypress: 'value: --spec',
  rspec: 'value: -e --example -t --tag; read: -r --require; write: -o --out',
  jasmine: 'value: --filter',
  ava: 'value: -m --match',
  bats: 'value: -f --filter',
  pytest: 'value: -k -m -n; folder: --basetemp --rootdir; write: --junitxml -o; danger: -p',
  tox: 'value: -e',
  find: '',
  fd: 'value: -e -t -E -g -d --extension --type --exclude',
  python3: 'value: -W -X',
  curl: 'write: --unix-socket --abstract-unix-socket -o --output -D --dump-header -c --cookie-jar --trace --trace-ascii --stderr --libcurl --hsts --etag-save; folder: --output-dir; read: -K --config -b --cookie --netrc-file -E --cert --key -T --upload-file; value: -H -X -A -e -u -m -x --header --request --user-agent --max-time --proxy --retry -w --write-out; ask: -k --insecure',
  wget: 'write: -O --output-document -o --output-file -a --append-output --save-cookies --warc-file; folder: -P --directory-prefix; read: -i --input-file --post-file --body-file --load-cookies --config; danger: -e --execute --use-askpass; value: --header -U -t -T',
  aria2c: 'write: -o -l; folder: -d; danger: --on-download-complete --on-download-start',
  ssh: 'read: -i; project: -F; danger: -R -D; value: -p -l -L -J; command: -o',
  scp: 'command: -S -o; read: -i; project: -F; value: -P -l',
  sftp: 'command: -S -o; read: -i -b; project: -F',
  rsync:
    'command: -e --rsh --rsync-path; read: --files-from --exclude-from --password-file; write: --log-file --backup-dir; value: --exclude --include',
  nc: 'danger: -e -c --exec --sh-exec --lua-exec; value: -p -w',
  ncat: 'danger: -e -c --exec --sh-exec --lua-exec; value: -p -w',
  netcat: 'danger: -e -c',
  socat: '',
  git: '',
  gdb: 'command: -ex --ex --eval-command -iex; read: -x --command; danger: -p --pid',
  sqlite3: 'command: -cmd -init',
  vim: 'command: -c --cmd +; ask: -S -s -u',
  vi: 'command: -c --cmd; ask: -S',
  nvim: 'command: -c --cmd; ask: -S -s -u -l',
  emacs: 'danger: --eval -eval -l --load -f',
  nano: 'danger: -s --speller',
  xargs: 'read: -a --arg-file',
  openssl: 'write: -out; read: -in -inkey; danger: -engine -provider-path',
  gpg: 'write: -o --output; danger: --export-secret-keys --export-secret-subkeys; ask: -K --list-secret-keys',
  'ssh-keygen': 'write: -f; danger: -D',
  install: 'folder: -t --target-directory; value: -m -o -g --mode',
  cp: 'folder: -t --target-directory',
  mv: 'folder: -t --target-directory; value: -S',
  ln: 'folder: -t --target-directory',
  mkdir: 'value: -m --mode',
  touch: 'value: -d -t --date; read: -r',
  chmod: 'read: --reference',
  truncate: 'value: -s --size; read: -r',
  mktemp: 'folder: -p --tmpdir',
  java: 'danger: -javaagent -agentlib -agentpath',
  mvn: 'project: -f --file -s --settings -gs --global-settings -t --toolchains; value: -P -pl -T -rf; danger: -Dmaven.ext.class.path',
  terraform: 'value: -target -var; read: -var-file',
  ansible:
    'value: -m --module-name -a --args -e -u -c -i; read: --private-key --vault-password-file; project: --playbook-dir',
  exiftool: 'value: -if -p; write: -o -out -w; danger: -config',
  hg: 'danger: --config --debugger --cwd -R --repository; write: -o --output',
  jj: 'danger: --config --config-toml --config-file; folder: -R --repository',
  ffmpeg: 'read: -i; value: -c -c:v -c:a -f -vf -filter_complex -ss -t -to -b:v -b:a -crf -preset -r -s -map -codec',

  ipython: 'danger: --ext --ipython-dir --profile-dir',
  duckdb: 'value: -c -cmd; read: -init',
  gradle: 'project: -p --project-dir -b --build-file -I --init-script -c --settings-file',
  just: 'project: -f --justfile; folder: -d --working-directory; command: --shell',
  task: 'project: -t --taskfile; folder: -d --dir',
  rake: 'project: -f --rakefile -R --rakelibdir; danger: -e --execute -p --execute-print -E --execute-continue; value: -r',
  composer: 'folder: -d --working-dir',
  uv: 'project: --project --directory',
  ghc: 'danger: -e; write: -o -odir -hidir; danger: -pgmF -fplugin',
  dc: 'read: -f --file; value: -e --expression',
  cpio: 'danger: --rsh-command; folder: -D --directory; read: -F -I -E --file --pattern-file; write: -O',
  npm: 'danger: --script-shell --node-options; command: -c --call; write: --pack-destination; folder: --prefix -C; ask: -g --global; value: -w --workspace',
  pnpm: 'folder: -C --dir; ask: -g --global',
  yarn: 'folder: --cwd',
  pip: 'folder: -t --target --prefix --root',
  npx: 'command: -c --call; value: -p --package',
  code: 'ask: --install-extension --uninstall-extension --remote',
  dig: 'read: -f -k',
  mapfile: 'command: -C; value: -c -n -s -u -d -O',
  readarray: 'command: -C; value: -c -n -s -u -d -O',
  complete: 'command: -C; value: -W -F -A -P -S',
  compgen: 'command: -C; value: -W -F -A -P -S',
  strace: 'write: -o; value: -e -p',
  ltrace: 'write: -o; value: -e -p',
  expect: 'danger: -c',
  screen: 'write: -Logfile',
  mysql: 'value: -e --execute -h -u -p',
  ftp: '',
  watch: '',
  bundle: '',
  crontab: '',
  black: '',
  script: 'command: -c --command',
  flock: 'command: -c --command',
  entr: '',
  xmllint: 'write: --output -o',
  protoc: 'danger: --plugin; folder: --python_out --go_out --js_out',
  pdftotext: '',
  wsl: '',
  uvicorn: '',
  column2: '',
};

const parsed = new Map<string, ReadonlyMap<string, OptionRole>>();

/** Reads a line of the table when its program is first met: a hook meets few, and begins anew for each command. */
function tableOf(program: string): ReadonlyMap<string, OptionRole> {
  const known = parsed.get(program);
  if (known !== undefined) return known;
  if (!Object.hasOwn(TABLE, program)) return NONE;
  const table = new Map(
    (TABLE[program] ?? '').split(';').flatMap((group) => {
      const [role = '', options = ''] = group.split(':');
      return options
        .trim()
        .split(/\s+/)
        .filter((option) => option !== '')
        .map((option): [string, OptionRole] => [option, role.trim() as OptionRole]);
    }),
  );
  parsed.set(program, table);
  return table;
}

const NONE: ReadonlyMap<string, OptionRole> = new Map();
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

const NEEDS_VALUE: ReadonlySet<OptionRole> = new Set(['value', 'read', 'write', 'folder', 'project', 'command']);

/** Takes the words of a program apart, as getopt would, with abbreviated long options and clustered short ones. */
export function readOptions(program: string, args: readonly (string | null)[]): ReadOptions {
  const table = tableOf(SAME[program] ?? program);
  const operands: (string | null)[] = [];
  const options: { role: OptionRole; name: string; value: string | null }[] = [];
  const flags: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at];
    if (word === '--') return { operands: [...operands, ...args.slice(at + 1)], options, flags };
    if (word === null || word === undefined || !/^-./.test(word)) {
      operands.push(word ?? null);
      continue;
    }
    flags.push(word);
    const found = optionIn(table, word);
    if (found === null) continue;
    const needsNext = NEEDS_VALUE.has(found.role) && found.value === undefined;
    options.push({
      role: found.role,
      name: found.name,
      value: needsNext ? (args[at + 1] ?? null) : (found.value ?? null),
    });
    if (needsNext) at += 1;
  }
  return { operands, options, flags };
}

/** The words without the values of options that take a text. */
export function withoutValues(program: string, args: readonly (string | null)[]): readonly (string | null)[] {
  const table = parsed.get(SAME[program] ?? program) ?? NONE;
  return args.filter((word, at) => {
    const own = word === null ? null : optionIn(table, word);
    if (own?.role === 'value' && own.value !== undefined) return false;
    const before = args[at - 1];
    const option = before === null || before === undefined || !/^-./.test(before) ? null : optionIn(table, before);
    return !(option?.role === 'value' && option.value === undefined);
  });
}

/** Whether the table speaks of an option. */
export const isTabled = (program: string, word: string): boolean =>
  optionIn(parsed.get(SAME[program] ?? program) ?? NONE, word) !== null;

interface FoundOption {
  readonly role: OptionRole;
  readonly name: string;
  readonly value: string | undefined;
}

function optionIn(table: ReadonlyMap<string, OptionRole>, word: string): FoundOption | null {
  const equals = word.indexOf('=');
  const name = equals === -1 ? word : word.slice(0, equals);
  const value = equals === -1 ? undefined : word.slice(equals + 1);
  const exact = table.get(name);
  if (exact !== undefined) return { role: exact, name, value };
  if (word.startsWith('--')) {
    for (const [option, role] of table) {
      if (name.length > 2 && !/^--no(?:-|$)/.test(name) && option.startsWith(name) && option.startsWith('--'))
        return { role, name: option, value };
    }
    return null;
  }
  for (let at = 1; at < word.length; at += 1) {
    const role = table.get(`-${word[at] ?? ''}`);
    if (role === undefined) continue;
    const rest = word.slice(at + 1);
    return { role, name: `-${word[at] ?? ''}`, value: NEEDS_VALUE.has(role) && rest !== '' ? rest : undefined };
  }
  return null;
}
