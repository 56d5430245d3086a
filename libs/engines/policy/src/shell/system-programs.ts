import { isSecretVariable } from './environment.js';
import { danger, type Found, read, write } from './found.js';
import { known, type Special } from './special.js';

/** Programs that guard the machine. */
export const GUARDS =
  /castellan|falcon|crowdstrike|osquery|sentinel(?:one|ctl|d)|auditd|wazuh|clamd?|carbon ?black|cbagent|snitch|mdatp|defender|jamf|kolide|santa(?:d|ctl)|syslogd|ossec|aide|tanium|netskope|zscaler|\beset\b|sophos/i;
export const kill: Special = (args) =>
  known(args)
    .slice(1)
    .some((word) => word === '-1' || word === '1')
    ? [danger('killing every process')]
    : known(args).some((word) => GUARDS.test(word))
      ? [danger('ending what guards the machine')]
      : [];

/** To look into a running process is to read what it holds. */
export const attached: Special = (args) =>
  known(args).some((word) => /^-[a-z]*p\d*$|^--(?:pid|attach-pid|attach)/.test(word))
    ? [danger('looking into a running process')]
    : [];

/** Tools that show how the system is set up, and change it by these words. */
export const changesFlags: Special = (args, { operands }, program) =>
  (program === 'date' &&
    known(operands).some((word) => /^\d{8,12}(?:\.\d\d)?$/.test(word) && known(args)[0] === word)) ||
  (program === 'hostname' && known(operands).length > 0 && !known(args).some((word) => /^-[a-zA-Z]/.test(word))) ||
  (program === 'ss' && known(args).some((word) => /^-\w*K|^--kill$/.test(word))) ||
  (program === 'date' && known(args).some((word) => /^(?:-s|--set)/.test(word))) ||
  known(args).some((word) =>
    /^(?:set|add|del|delete|flush|replace|change|up|down|set-[\w-]+|modify|connect|disconnect|netns|vrf)$/.test(word),
  ) ||
  known(args).some((word) => /^-set\w+/.test(word))
    ? [danger(`${program}, which changes the system`)]
    : [];

export const chattr: Special = (args) =>
  known(args)
    .filter((word) => !/^[-+=]/.test(word))
    .map(write);

/** `tar xPf`: letters without a dash. */
export const tarOfOld = ([mode]: readonly string[]): readonly Found[] =>
  mode !== undefined && /^[a-zA-Z]*P[a-zA-Z]*$/.test(mode) ? [danger('tar with absolute names')] : [];

/** `--transform='s|^|/elsewhere/|'`: where what is taken out comes to lie. */
export const renamed = (words: readonly string[]): readonly Found[] =>
  words.flatMap((word, at) => {
    const rule =
      /^--(?:transform|xform)=(.*)$/s.exec(word)?.[1] ??
      (/^(?:--transform|--xform|-s)$/.test(words[at - 1] ?? '') ? word : '');
    const place = /^s?(\W).*?\1([^\n]*?)\1/s.exec(rule)?.[2];
    return place !== undefined && /^(?:[/~]|\.\.)/.test(place) ? [write(place)] : [];
  });

/** `env.NAME` and `$ENV.NAME` print a variable. */
export const jq: Special = (args) =>
  known(args).some(
    (word) =>
      /env/i.test(word) &&
      [...word.matchAll(/(?:\benv|\$ENV)\s*(?:\.|\[\s*")(\w+)/g)].some(([, name = '']) => isSecretVariable(name)),
  )
    ? [danger('printing a secret of the environment')]
    : [];

/** What `yq` is told to take from files and from the environment. */
export const yq: Special = (args) =>
  known(args).flatMap((word) => [
    ...[...word.matchAll(/\bload\w*\s*\(\s*"([^"]*)"/g)].map(([, path]) => read(path ?? '')),
    ...([...word.matchAll(/\b(?:str)?env\s*\(\s*(\w+)/g)].some(([, name = '']) => isSecretVariable(name))
      ? [danger('printing a secret of the environment')]
      : []),
  ]);

/** `awk -i inplace` writes what it reads. */
export const inPlaceAwk: Special = (args, { operands }) =>
  args.some((word, at) => word === 'inplace' && args[at - 1] === '-i') || args.includes('--include=inplace')
    ? known(operands.filter((word) => word !== 'inplace').slice(1)).map(write)
    : [];

/** They make a folder or a file by the name of an operand. */
export const makes: Special = (_args, { operands }, program) => {
  const words = known(operands);
  const name =
    program === 'cargo' && /^(?:new|init)$/.test(words[0] ?? '')
      ? words[1]
      : program === 'meson' && words[0] === 'setup'
        ? words[1]
        : /^(?:sphinx-build|sass)$/.test(program)
          ? words[1]
          : undefined;
  return name === undefined ? [] : [write(name)];
};

const TOOLS: Readonly<Record<string, readonly string[]>> = {
  rm: ['rm'],
  remove: ['rm'],
  remove_directory: ['rm', '-r'],
  copy: ['cp'],
  copy_directory: ['cp', '-r'],
  copy_if_different: ['cp'],
  rename: ['mv'],
  touch: ['touch'],
  make_directory: ['mkdir'],
  create_symlink: ['ln', '-s'],
  create_hardlink: ['ln'],
  env: ['env'],
  time: ['time'],
  tar: ['tar'],
  cat: ['cat'],
  md5sum: ['md5sum'],
  chdir: ['env', '-C'],
};
/** A compiler, a launcher or instructions that lie neither in the project nor in the system. */
const TOOL_OF_CMAKE =
  /^(?:-D)?CMAKE_(?:\w+_(?:COMPILER|LAUNCHER)|MAKE_PROGRAM|TOOLCHAIN_FILE|PROJECT_\w*INCLUDE\w*|(?:LINKER|AR|RANLIB|\w+_AR))(?::\w+)?=(?:~|\/(?:home|Users|tmp|var|dev)\/|\.\.)/;
/** `cmake -E` holds small tools of its own. */
export const cmake: Special = (args) => {
  const at = args.indexOf('-E');
  const tool = at === -1 ? undefined : TOOLS[args[at + 1] ?? ''];
  if (tool !== undefined) return [{ kind: 'words', words: [...tool, ...args.slice(at + 2)] }];
  const words = known(args);
  const isTold = words.some((word) => TOOL_OF_CMAKE.test(word));
  const isInstall =
    words.includes('--install') ||
    words.some((word, index) => word === 'install' && /^(?:-t|--target)$/.test(words[index - 1] ?? ''));
  const isPlaced = words.some((word) => /^(?:--prefix|DESTDIR)(?:=|$)/.test(word));
  return [
    ...(isTold ? [danger('a program that cmake is told to start')] : []),
    ...(isInstall && !isPlaced ? [{ kind: 'installs' as const, by: 'cmake' }] : []),
    ...words.flatMap((word) => (word.startsWith('DESTDIR=') ? [write(word.slice(8))] : [])),
  ];
};

/** A target of a build that puts what was built where the system finds it. */
export const installs: Special = (args, { operands }, program) =>
  known(operands).some((word) => /^(?:un)?install(?:[/-]\w+)?$/.test(word)) &&
  !known(args).some((word) => word.startsWith('--destdir'))
    ? [{ kind: 'installs', by: program }]
    : [];

const VALUED_OF_PS = /^-(?:[opuUCtgGqsNTk]|-(?:format|pid|user|User|group|Group|ppid|sort|sid|tty|quick-pid))$/;
/** In the manner of BSD an `e` shows the environment of every process. */
export const processes: Special = (args) =>
  known(args).some(
    (word, at, all) =>
      (/^[acefghjklmnrSTuvwxXLZ]*e[acefghjklmnrSTuvwxXLZ]*$/.test(word) && !VALUED_OF_PS.test(all[at - 1] ?? '')) ||
      /^-[A-Zauxwjlv]*E/.test(word),
  )
    ? [danger('the environment of other processes')]
    : [];

/** A macro of rpm in brackets is a command. */
export const rpm: Special = (args) =>
  known(args).some((word) => word.includes('%(')) ? [danger('rpm that runs a command')] : [];

export const machinectl: Special = (args) =>
  /^(?:shell|login|bind|copy-to)$/.test(args[0] ?? '') ? [danger('a shell of another user')] : [];

/** The log of the system is read, and not emptied. */
export const logs: Special = (args) =>
  known(args).some(
    (word) => /^--(?:vacuum|rotate|flush|clear|console)|^-[a-zA-Z]*[cCDE]/.test(word) && !/^-[a-zA-Z]*n/.test(word),
  )
    ? [danger('erasing the log of the system')]
    : [];

/** Only root gives a file to another. */
export const owners: Special = (_args, { operands }) =>
  /^(?:root|0)?(?::(?:root|wheel|sudo|0))?$/.test(operands[0] ?? '-')
    ? [danger('a file that is given to another user')]
    : [];
