import { isSecretVariable } from './environment.js';
import {
  attached,
  changesFlags,
  chattr,
  cmake,
  inPlaceAwk,
  installs,
  jq,
  makes,
  kill,
  logs,
  machinectl,
  owners,
  processes,
  rpm,
  yq,
} from './system-programs.js';
import { APPLE_PROGRAMS, toldPrograms } from './apple-programs.js';
import { cloudCopy, cloudFiles, cluster, composed, forge, imageOutput } from './cloud-programs.js';
import { ARCHIVE_PROGRAMS } from './archive-programs.js';
import { awk } from './awk-program.js';
import { sed } from './sed-program.js';
import { danger, type Found, opaque, read, shell, write } from './found.js';
import { cpio, dc, dd, editor, exiftool, gdb, ghostscript, modes, sqlite, xxd } from './escaping-programs.js';
import { fd, find } from './find-programs.js';
import { interpreter } from './interpreter-programs.js';
import { KEY_PROGRAMS } from './key-programs.js';
import { MEDIA_PROGRAMS } from './media-programs.js';
import { PACKAGE_PROGRAMS, packages, packagesOfR } from './package-programs.js';
import {
  ansible,
  clonedInto,
  duckdb,
  java,
  maven,
  mix,
  ofVerbs,
  PROJECT_PROGRAMS,
  publishes,
  serves,
  terraform,
} from './project-programs.js';
import { windows } from './power-shell.js';
import { castellan, client, container, launchctl, multiplexer, psql, recorder } from './service-programs.js';
import { each, known, perProgram, type Special, type Words } from './special.js';

const rest = (args: Words, at: number): Found => ({ kind: 'words', words: args.slice(at) });
const asks = (what: string): Found => opaque(what);

/** Behind `--args` stands the command that is debugged. */
const started = (args: Words): readonly Found[] => {
  const at = args.findIndex((word) => word === '--args' || word === '--');
  return at === -1 || at + 1 === args.length ? [] : [rest(args, at + 1)];
};

const bind: Special = () => [asks('what the shell is told to run later')];
const trap: Special = (_args, { operands }) =>
  operands.length > 1 && operands[0] !== '-' ? [shell(operands[0] ?? null, 'trap')] : [];
const alias: Special = (args) =>
  known(args).flatMap((word) =>
    word.includes('=') ? [shell(word.slice(word.indexOf('=') + 1).replace(/^[\s;|&]+/, ''), 'alias')] : [],
  );
const loader: Special = (args) => {
  const at = args.findIndex((word) => word !== null && !word.startsWith('-'));
  return at === -1 ? [] : [rest(args, at)];
};
const history: Special = (args, { operands }) => [
  ...(args.some((word) => word !== null && /^-[cdw]/.test(word)) ? [danger('erasing the history of the shell')] : []),
  ...(args.some((word) => word !== null && /^-[anrw]/.test(word)) ? known(operands).map(write) : []),
  ...(args.some((word) => word !== null && /^-[sp]/.test(word))
    ? [asks('what the history of the shell is given')]
    : []),
];
/** The short words of some for doing all without asking. */
const UNASKED: Readonly<Record<string, RegExp>> = {
  gemini: /^-y$/,
  qwen: /^-y$/,
  crush: /^-y$/,
  'cursor-agent': /^-f$/,
  cursor: /^-f$/,
  claude: /^Bash\((?:\*|:\*)?\)$|^Bash$/,
};
const agent: Special = (args, _given, program) =>
  known(args).some((word) => UNASKED[program]?.test(word) === true) ||
  known(args).some((word) =>
    /dangerous|skip-permissions|yolo|full-auto|bypass|auto-approve|allow-all|skip-approvals|trust-all|no-confirm|danger-full-access|^--(?:force|yes(?:-always)?|unsafe|never-ask)$|^never$|approval[\w.-]*=["']?never/.test(
      word,
    ),
  )
    ? [danger('a coding agent without its limits')]
    : /^(?:mcp|config|plugins?|extensions?|settings|permissions|hooks|allow|trust) /.test(
          `${known(args).slice(0, 2).join(' ')} `,
        ) && !/^(?:\w+ )(?:list|get|ls|show|help|--help)?$/.test(known(args).slice(0, 2).join(' '))
      ? [danger('changing how a coding agent is set up')]
      : [];
const openssl: Special = (args) =>
  /^(?:s_client|s_server|ocsp)$/.test(args[0] ?? '') ? [asks('which host openssl reaches')] : [];
const make: Special = (args) => {
  const isPlaced = args.some((word) => /^(?:PREFIX|prefix|DESTDIR)[:?]?=./.test(word ?? ''));
  return known(args).flatMap((word): readonly Found[] => {
    const variable = /^(PREFIX|prefix|DESTDIR|SHELL|CC|CXX|MAKE)[:?]?=(.*)/.exec(word);
    if (variable === null)
      return word === 'install' && !isPlaced && !args.includes('-n') ? [{ kind: 'installs', by: 'make' }] : [];
    if (!/SHELL|CC|CXX|MAKE/.test(variable[1] ?? '')) return [write(variable[2] ?? '')];
    const value = variable[2] ?? '';
    if (/^(?:\/(?:usr\/)?bin\/)?(?:ba|da|z)?sh$|^(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+)(?:-\d+)?$/.test(value))
      return [];
    return [asks('what make runs'), shell(value, 'make')];
  });
};

/** `-d @file`, `-F name=@file`: what a request carries away. */
const sends: Special = (args) =>
  known(args).flatMap((word, at, all): readonly Found[] => {
    if (
      /^(?:-K|--config)(?:=?(?:-|\/dev\/(?:stdin|fd\/\d+)))?$/.test(word) &&
      /^(?:-|\/dev\/(?:stdin|fd\/\d+))$/.test(word.replace(/^(?:-K|--config)=?/, '') || (all[at + 1] ?? ''))
    )
      return [danger('settings of curl that flow into it')];
    const path = /^(?:-d|--data\S*=|-F\S*=|--form\S*=|\w*=|\w+(?=@\.{0,2}[/.~]))?[@<]([^;]+)/.exec(word)?.[1];
    return path === undefined || path === '-' ? [] : [read(path)];
  });

const AGENTS =
  'claude codex gemini cursor cursor-agent droid opencode copilot aider goose amp qwen crush cline auggie kiro kiro-cli q windsurf devin openhands plandex gptme cody';
/** What these programs do besides what their options and operands say. */
export const SPECIAL: ReadonlyMap<string, Special> = new Map([
  ...perProgram('awk gawk mawk nawk', each(awk, inPlaceAwk)),
  ...APPLE_PROGRAMS,
  ...perProgram('sed gsed', sed),
  ...perProgram('find', find),
  ...perProgram('fd fdfind', fd),
  ...ARCHIVE_PROGRAMS,
  ...MEDIA_PROGRAMS,
  ...KEY_PROGRAMS,
  ...perProgram('dd', dd),
  ...perProgram('dc', dc),
  ...perProgram('cpio', cpio),
  ...perProgram('printenv', (args) =>
    known(args).some(isSecretVariable) ? [danger('printing a secret of the environment')] : [],
  ),
  ...perProgram('apt-get apt', (args) =>
    known(args).some((word) => /Invoke|DPkg::|Dir::Bin/i.test(word))
      ? [danger('a program that apt is told to run')]
      : [],
  ),
  ...perProgram('task', (args) => (args[0] === 'execute' ? [asks('what task executes'), rest(args, 1)] : [])),
  ...PACKAGE_PROGRAMS.flatMap((name) => perProgram(name, each(packages, ofVerbs))),
  ...perProgram('deno bun', (args, given, program) => [
    ...packages(args, given, program),
    ...(/^(?:run|serve|test|install|eval)$/.test(args[0] ?? '') &&
    known(given.operands).some((word) => /^https?:/.test(word))
      ? [danger('a program from the network that runs at once')]
      : []),
    ...(/^(?:eval|-e|--eval|-p|--print|-r|--preload)$/.test(args[0] ?? '') ? interpreter(args, given, program) : []),
  ]),
  // Their own language begins with a backslash, and reaches files and programs.
  ...perProgram('tex latex pdflatex xelatex lualatex', (args) =>
    known(args).some((word) => word.startsWith('\\')) ? [asks('what a text of TeX does')] : [],
  ),
  ...perProgram('ninja samu', installs),
  ...perProgram('meson', each(makes, installs)),
  ...perProgram('ps', processes),
  ...perProgram('direnv', (args) =>
    /^(?:allow|permit|grant|edit)$/.test(args[0] ?? '') ? [danger('trusting what runs on entering a folder')] : [],
  ),
  ...perProgram('ssh-copy-id', () => [danger('a key that another machine is told to trust')]),
  ...perProgram('systemd-run', (args) =>
    known(args).some((word) => /^--(?:on-|timer-|path-|socket-|uid|gid|machine)/.test(word))
      ? [danger('what the system starts by itself')]
      : [],
  ),
  ...perProgram('getent', (args) =>
    args[0] === 'shadow' || args[0] === 'gshadow' ? [danger('reading passwords of the system')] : [],
  ),
  ...perProgram(
    'ipython ipython3 iex escript runghc runhaskell sbcl clisp racket swipl octave ocaml bb coffee ts-node tsx esno vite-node babel-node scala clojure clj raku newlisp janet fennel irb groovy jshell jjs python python2 python3 pypy pypy3 node nodejs perl ruby php lua luajit tclsh Rscript julia guile elixir',
    interpreter,
  ),
  ...perProgram('osascript', each(interpreter, toldPrograms)),
  ...perProgram('R', each(interpreter, packagesOfR)),
  ...perProgram('sqlite3', sqlite),
  ...perProgram('less more man vim vi nvim view ex gvim vimdiff rview rvim mvim vimx', editor),
  ...perProgram('gdb lldb', (args, given, program) => [
    ...gdb(args, given, program),
    ...started(args),
    ...attached(args, given, program),
  ]),
  ...perProgram('chmod install', modes),
  ...perProgram('bind', bind),
  ...perProgram('enable', (args) => (args.includes('-f') ? [danger('loading code into the shell')] : [])),
  ...perProgram('hash', (args) => (args.includes('-p') ? [danger('another program under a known name')] : [])),
  ...perProgram('trap', trap),
  ...perProgram('alias', alias),
  ...perProgram(
    'powershell pwsh powershell.exe cmd cmd.exe wsl wsl.exe Set-ExecutionPolicy Invoke-Expression iex Remove-Item Invoke-WebRequest iwr irm Invoke-RestMethod Start-Process',
    windows,
  ),
  ...perProgram('kill pkill killall', kill),
  ...perProgram('castellan', castellan),
  ...perProgram('jq gojq', jq),
  ...perProgram('yq', each(jq, yq)),
  ...perProgram('cmake', cmake),
  ...perProgram('chattr', chattr),
  ...perProgram('strace ltrace', attached),
  ...perProgram(
    'hostname ss ip ifconfig route hostnamectl timedatectl localectl nmcli networksetup date',
    changesFlags,
  ),
  ...perProgram('declare typeset export local', (args) =>
    args[0] === '-p' && known(args).some(isSecretVariable) ? [danger('printing a secret of the environment')] : [],
  ),
  ...perProgram('mvn mvnw', (args, given, program) => [
    ...maven(args, given, program),
    ...publishes(args, given, 'mvn'),
  ]),
  ...perProgram('gradle gradlew', (args, given) => publishes(args, given, 'gradle')),
  ...perProgram('sbt sbtn lein ant rake', each(packages, publishes)),
  ...perProgram('mix', each(packages, mix)),
  ...perProgram('cap', each(packages, publishes)),
  ...perProgram('java', java),
  ...perProgram('ansible', ansible),
  ...perProgram('terraform tofu', terraform),
  ...perProgram('duckdb', duckdb),
  ...perProgram('exiftool', exiftool),
  ...perProgram('gs ghostscript', ghostscript),
  ...perProgram('rpm rpmdb rpmquery rpmkeys rpmverify', rpm),
  ...PROJECT_PROGRAMS,
  // It takes out what lies above the folder, too.
  ...perProgram('unzip', (args) => (args.includes('-:') ? [danger('unzip with names that lead out')] : [])),
  ...perProgram('machinectl', machinectl),
  ...perProgram('journalctl dmesg', logs),
  ...perProgram('run-parts', (args, { operands }) => known(operands).map((path): Found => ({ kind: 'project', path }))),
  ...perProgram('chown chgrp', owners),
  ...perProgram('git-filter-repo', () => [danger('rewriting the whole history')]),
  ...perProgram('docker podman nerdctl', each(container, imageOutput, composed, cloudCopy)),
  ...perProgram('docker-compose buildah ctr crictl singularity apptainer lxc incus', container),
  ...perProgram('aws gcloud gsutil rclone s3cmd mc b2 azcopy az', (args, given, program) => [
    ...cloudFiles(args, given, program),
    ...(program === 'rclone' && args[0] === 'serve' ? serves(args, given, program) : []),
  ]),
  ...perProgram('kubectl oc', cluster),
  ...perProgram('gh glab', each(packages, clonedInto, forge)),
  ...perProgram('psql', psql),
  ...perProgram('mysql mariadb mysqlsh mycli pgcli redis-cli mongosh', client),
  ...perProgram('tmux', multiplexer),
  ...perProgram('launchctl', launchctl),
  ...perProgram('script', recorder),
  ...perProgram('ld-linux-x86-64.so.2 ld-linux.so.2 ld-musl-x86_64.so.1 ld-linux-aarch64.so.1', loader),
  ...perProgram('history', history),
  // It edits what was typed before, or changes it, and runs it again.
  ...perProgram('fc', (args) =>
    known(args).some((word) => /^-[a-zA-Z]*l/.test(word)) ? [] : [asks('what fc runs again')],
  ),
  ...perProgram(AGENTS, agent),
  ...perProgram('openssl', openssl),
  ...perProgram('xxd', xxd),
  ...perProgram('make gmake', make),
  ...perProgram('curl http https xh', sends),
  ...perProgram('tftp lftp smbclient ncftpput', (args) =>
    known(args).flatMap((word, at, all) => {
      const path = all[at - 1] === 'put' ? word : /\bput\s+(?:-\w+\s+)*(\S+)/.exec(word)?.[1];
      return path === undefined ? [] : [read(path)];
    }),
  ),
  ...perProgram('set shopt', (args) =>
    /(?:\+o|-\w*u\w*o?) (?:\S+ )*history\b/.test(known(args).join(' '))
      ? [danger('hiding the history of the shell')]
      : [],
  ),
  ...perProgram('unset', (args) =>
    args.some((word) => /HISTFILE/.test(word ?? '')) ? [danger('hiding the history of the shell')] : [],
  ),
]);
