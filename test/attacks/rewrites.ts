/** Draws numbers from 0 (included) to `below` (not included); the same seed draws the same. */
export type Draw = (below: number) => number;

/** Mulberry32: small, fast, and good enough to choose with. */
export function drawFrom(seed: number): Draw {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

/** Writes a command in another way that a shell understands in the same way; null where it does not fit. */
export type Rewrite = (command: string, draw: Draw) => string | null;

/** The sign for the home, where the shell takes it as one. */
const HOME = /(?<= )~(?=\/| |$)/g;

const single = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const double = (text: string): string => `"${text.replace(/[\\"$`]/g, (sign) => `\\${sign}`)}"`;
const coded = (text: string): string =>
  `$'${[...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}'`;
const octal = (text: string): string =>
  `$'${[...Buffer.from(text)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')}'`;
const escaped = (text: string): string => text.replace(/[a-z]/g, (letter) => `\\${letter}`);
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const document = (text: string): string => `<<'END_${text.length}'\n${text}\nEND_${text.length}`;
export const pick = <T>(choices: readonly T[], draw: Draw): T => choices[draw(choices.length)] as T;

/** One command of plain words: its program and its arguments can be taken apart at blanks. `time` is no program, and its `-p` is none in quotes. */
const isPlain = (command: string): boolean =>
  /^(?!time )[a-z][\w./-]*(?: [\w./~:@%+,=-]+)*$/.test(command) && !/^\S+ -[neE]+ /.test(command);
/** A command that the shell itself must read: `xargs` and its like would look for a program of that name. */
const isBuiltin = (command: string): boolean =>
  /^(?:cd|pushd|source|eval|exec|export|set|unset|alias|history|hash|enable|bind|trap|read|declare|typeset|mapfile|complete|command|builtin|coproc|time|umask|ulimit|shopt|function)\b/.test(
    command,
  );
const external = (command: string): boolean => isPlain(command) && !isBuiltin(command);

const whole: readonly Rewrite[] = [
  (command) => `bash -c ${single(command)}`,
  (command) => `sh -c ${double(command)}`,
  (command) => `bash -lc ${coded(command)}`,
  (command) => `env ZQ_1=1 bash -c ${single(command)}`,
  (command) => `eval ${single(command)}`,
  (command) => `eval ${coded(command)}`,
  (command) => `builtin eval ${single(command)}`,
  (command) => `ls\n${command}`,
  (command) => `true && {\n${command}\n}`,
  (command) => `false || {\n${command}\n}`,
  (command) => `(\n${command}\n)`,
  (command) => `echo "$(\n${command}\n)"`,
  (command) => `echo $(( $(\n${command}\n) + 0 ))`,
  (command) => `: "\${x:-$(\n${command}\n)}"`,
  (command) => `cat <(\n${command}\n)`,
  (command) => `[ -n "$(\n${command}\n)" ]`,
  (command) => `if true; then\n${command}\nfi`,
  (command) => `if false; then :; else\n${command}\nfi`,
  (command) => `for i in 1 2; do\n${command}\ndone`,
  (command) => `while :; do\n${command}\nbreak; done`,
  (command) => `case x in *)\n${command}\n;; esac`,
  (command) => `f() {\n${command}\n}\nf`,
  (command) => `function g {\n${command}\n}\ng`,
  (command) => `alias z=${single(command)}\nz`,
  (command) => `zq=${single(command)}; eval "$zq"`,
  (command) => `zq=${coded(command)}\neval "$zq"`,
  (command) => (command.includes('\n') ? null : `read -r zq <<< ${single(command)}; eval "$zq"`),
  (command) => `printf -v zq '%s' ${single(command)}; eval "$zq"`,
  (command) => `set -- ${single(command)}; eval "$1"`,
  (command) => `a=(${single(command)}); eval "\${a[0]}"`,
  (command) => `bash ${document(command)}`,
  (command) => `sh -s ${document(command)}`,
  (command) => `bash <<< ${single(command)}`,
  (command) => `source /dev/stdin <<< ${single(command)}`,
  (command) => `. <(printf '%s\\n' ${single(command)})`,
  (command) => `eval "$(cat ${document(command)}\n)"`,
  (command) => `bash -c 'eval "$1"' _ ${single(command)}`,
  (command) => `printf '%s\\n' ${single(command)} | sh`,
  (command) => `echo ${base64(command)} | base64 -d | bash`,
  (command) => `eval "$(echo ${base64(command)} | base64 -d)"`,
  (command) => `trap ${single(command)} EXIT`,
  (command) => `coproc {\n${command}\n}`,
  (command) => `time {\n${command}\n}`,
  (command) => `! {\n${command}\n}`,
  (command) => `{\n${command}\n} &`,
  (command) => `{\n${command}\n} > build/out.txt 2>&1`,
  (command) => `timeout 5 bash -c ${single(command)}`,
  (command) => `nohup sh -c ${single(command)} &`,
  (command) => (command.includes('{}') ? null : `xargs -I@@ bash -c ${single(command)} < list.txt`),
  (command) => (command.includes('{}') ? null : `find . -exec sh -c ${single(command)} \\;`),
  (command) => (command.includes('{}') ? null : `find . -name x -execdir bash -c ${single(command)} \\;`),
  (command) => `script -qc ${single(command)} /dev/null`,
  (command) => `flock build.lock -c ${single(command)}`,
  (command) => `watch -n 1 ${single(command)}`,
  (command) => (command.includes('{}') ? null : `parallel ${single(command)} ::: 1`),
  (command) => `setsid bash -c ${single(command)}`,
  (command) => `busybox sh -c ${single(command)}`,
  (command) => `zsh -c ${single(command)}`,
  (command) => `npx -c ${single(command)}`,
  (command) => `git submodule foreach ${single(command)}`,
  (command) => `git bisect run sh -c ${single(command)}`,
];

const plain: readonly Rewrite[] = [
  (command, draw) => words(command, draw),
  (command, draw) => words(command, draw),
  (command, draw) => words(command, draw),
  (command) => `\\${command}`,
  (command) => `${escaped(head(command))}${rest(command)}`,
  (command) => `"$(echo ${head(command)})"${rest(command)}`,
  (command) => `\`printf ${head(command)}\`${rest(command)}`,
  (command) => `a=${head(command).slice(0, 1)}; b=${head(command).slice(1)}; $a$b${rest(command)}`,
  (command) => `c=${single(command)}; $c`,
  (command) => `a=(${command.replaceAll(HOME, '/home/dev')}); "\${a[@]}"`,
  (command) => `set -- ${command}; "$@"`,
  (command) => `f() { "$@"; }; f ${command}`,
  (command) => command.split(' ').join('${IFS}').replaceAll(HOME, '/home/dev'),
  (command) =>
    !command.includes(' ') || command.includes(',')
      ? null
      : `{${command.replaceAll(HOME, '/home/dev').split(' ').join(',')}}`,
  (command) =>
    command.includes(',') ? null : `x='${command.replaceAll(HOME, '/home/dev').replaceAll(' ', ',')}'; IFS=,; $x`,
  (command) => command.replaceAll(HOME, '$HOME'),
  (command) => command.replaceAll(HOME, '"${HOME}"'),
  (command) => command.replaceAll(HOME, '/home/dev'),
  (command) => command.replaceAll(HOME, '/home/./dev/app/..'),
  (command) => command.replaceAll(/(?<= )~\//g, '../'),
  (command) => command.replaceAll(/(?<= )\/home\/dev\//g, '/home//dev/../dev/'),
  (command) => command.replaceAll(/(?<= )\/home\/dev(?=\/| |$)/g, '~'),
  (command) => command.replace(' ', ' \\\n '),
  (command) => command.replace(' ', '\t '),
  (command) =>
    `d=${(/[~/][^ ]*$/.exec(command)?.[0] ?? 'x').replaceAll(HOME, '/home/dev')}; ${command.replace(/[~/][^ ]*$/, '$d')}`,
];

const outside: readonly Rewrite[] = [
  (command) => `command ${command}`,
  (command) => `exec ${command}`,
  (command) => `env ${command}`,
  (command) => `env -i A=1 ${command}`,
  (command) => `env -S ${single(command.replaceAll(HOME, '/home/dev'))}`,
  (command) => `env --split-string=${single(command.replaceAll(HOME, '/home/dev'))}`,
  (command) => `nohup ${command}`,
  (command) => `nice -n 5 ${command}`,
  (command) => `timeout -k 1 5s ${command}`,
  (command) => `stdbuf -oL ${command}`,
  (command) => `setsid -w ${command}`,
  (command) => `time -p ${command}`,
  (command) => `/usr/bin/env ${command}`,
  (command) => `/usr/bin/${command}`,
  (command) => `xargs ${command} < /dev/null`,
  (command) => `echo ${command.replaceAll(HOME, '/home/dev').split(' ').slice(1).join(' ')} | xargs ${head(command)}`,
  (command) => `find . -maxdepth 0 -exec ${command} \\;`,
  (command) => `busybox ${command}`,
  (command) => `flock build.lock ${command}`,
  (command) => `npx --no-install cross-env A=1 ${command}`,
  (command) => `python3 -c ${single(`import os; os.system(${JSON.stringify(command)})`)}`,
  (command) =>
    `python3 -c ${single(`import subprocess as s; s.run(${JSON.stringify(command.replaceAll(HOME, '/home/dev').split(' '))})`)}`,
  (command) => `perl -e ${single(`system ${JSON.stringify(command)}`)}`,
  (command) => `ruby -e ${single(`system(${JSON.stringify(command)})`)}`,
  (command) => `node -e ${single(`require("child_process").execSync(${JSON.stringify(command)})`)}`,
  (command) => `awk ${single(`BEGIN { system(${JSON.stringify(command)}) }`)}`,
  (command) => `sed -n ${single(`1e ${command}`)} README.md`,
  (command) => `vim -es -c ${single(`:!${command}`)} -c q`,
  (command) => `git -c alias.zz=${single(`!${command}`)} zz`,
];

const head = (command: string): string => /^\S+/.exec(command)?.[0] ?? '';
const rest = (command: string): string => command.slice(head(command).length);

/** Each word in some quotes of its own. */
function words(command: string, draw: Draw): string {
  return command
    .replaceAll(HOME, '/home/dev')
    .split(' ')
    .map((word) => {
      const cut = 1 + draw(Math.max(1, word.length - 1));
      return pick(
        [
          single,
          double,
          coded,
          octal,
          escaped,
          (text: string) => `${text.slice(0, cut)}''${text.slice(cut)}`,
          (text: string) => `${single(text.slice(0, cut))}${double(text.slice(cut))}`,
          (text: string) => `${text.slice(0, cut)}\\\n${text.slice(cut)}`,
          (text: string) => text,
        ],
        draw,
      )(word);
    })
    .join(' ');
}

/** Longer ones are not made longer. */
const LONGEST = 4_000;

/** `command` behind up to `times` rewrites. */
export function rewritten(command: string, draw: Draw, times: number): string {
  let text = command;
  for (let turn = 1 + draw(times); turn > 0 && text.length < LONGEST; turn -= 1) {
    const fitting = [whole, ...(isPlain(text) ? [plain, plain] : []), ...(external(text) ? [outside] : [])];
    text = pick(pick(fitting, draw), draw)(text, draw) ?? text;
  }
  return text;
}

const SIGNS = [
  ...Array.from('"\'`$(){}[]<>|&;\\\n\t #*?~=!@%^+-/.,:0a\r\u200b\u202eé'),
  '$(',
  '${',
  '<<',
  '<(',
  '$((',
  '((',
  '[[',
  "$'",
  '<<<',
  '>&',
  '/dev/tcp/',
  'rm ',
  '~/',
  'eval ',
  'do ',
  'done',
  'if ',
  'fi',
  'case ',
  'esac',
  'EOF\n',
];

/** `command` with pieces left out, doubled, turned round or put in: mostly no command at all. */
export function broken(command: string, draw: Draw): string {
  let text = command.slice(0, LONGEST);
  for (let turn = 1 + draw(8); turn > 0; turn -= 1) {
    const [from, to] = [draw(text.length + 1), draw(text.length + 1)].sort((one, other) => one - other) as [
      number,
      number,
    ];
    const piece = text.slice(from, Math.min(to, from + 40));
    const ways = [
      text.slice(0, from) + text.slice(from + piece.length),
      text.slice(0, from) + piece + text.slice(from),
      text.slice(0, from) + pick(SIGNS, draw) + text.slice(from),
      text.slice(0, from) + pick(SIGNS, draw).repeat(1 + draw(20)) + text.slice(from),
      text.slice(0, from) + Array.from(piece).reverse().join('') + text.slice(from + piece.length),
    ];
    text = pick(ways, draw).slice(0, LONGEST);
  }
  return text;
}
