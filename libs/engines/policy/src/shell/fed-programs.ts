import type { Call } from './call.js';
import type { Found } from './found.js';
import { ofHost } from './cloud-programs.js';
import { danger, read, shell, write } from './found.js';
import { readOptions } from './options.js';
import { SPECIAL } from './special-programs.js';

/** They take commands of their own, one on a line, from what flows into them. */
const OF_LINES = new Set(
  'sqlplus sqlcl isql usql mycli pgcli clickhouse-client clickhouse-local cqlsh hive beeline spark-sql sqlite3 psql mysql mariadb redis-cli mongosh duckdb gdb lldb dc ex vim vi nvim ed red ftp sftp lftp telnet gnuplot octave bc m4 jjs jshell gp maxima swift kotlinc kotlin scala clojure clj ghci stack dotnet terraform tofu go deno bun sage scilab apl gforth newlisp cmd powershell pwsh flask rails django-admin ipython crystal nim lean idris2 elm coqtop hy kotlinc-jvm rust-script evcxr qjs d8 jsc gosh factor picolisp gst jython jruby micropython mruby rexx regina dart v zig odin ponyc hush'.split(
    ' ',
  ),
);
/** To them an exclamation mark means no more than not. */
const NO_ESCAPE = new Set(['bc', 'octave', 'm4']);
/** They hand what flows into them to a shell, now or later, here or elsewhere. */
const OF_SHELL = new Set(['at', 'batch', 'ssh', 'tmux', 'parallel']);
/** They send and fetch as they are told, line by line. */
const OF_TRANSFER = new Set(['sftp', 'ftp', 'lftp', 'tftp', 'smbclient', 'ncftp', 'cadaver']);
/** They make containers as the text says that flows into them. */
const OF_CONTAINERS = new Set(['kubectl', 'oc', 'docker', 'docker-compose', 'podman', 'nerdctl', 'k3s', 'minikube']);
/** Files that a patch changes, where they lie elsewhere. */
const PATCHED = /^(?:---|\+\+\+|rename to|copy to) (?:[ab]\/(?=\.\.))?((?:\/(?!dev\/null)|\.\.\/|~)\S*)/gm;

const EDITORS = new Set(['ed', 'red', 'ex', 'vim', 'vi', 'nvim']);
/** A line of an editor that keeps what is edited elsewhere, takes in another file, or runs a command between. */
function toldEditor(line: string): readonly Found[] {
  const [, verb = '', isRun, rest = ''] =
    /^:?[\d,%$.+\-\s]*(wq?|W|r|e|E|f|sav|saveas)\s*(!)?\s*(\S.*)?$/.exec(line) ?? [];
  if (verb === '' || rest === '') return [];
  if (isRun !== undefined && /^[wre]$/.test(verb))
    return [danger('an editor that starts a shell'), shell(rest, 'an editor')];
  return [/^[reEf]$/.test(verb) ? read(rest.trim()) : write(rest.trim())];
}

/** The texts that flow into a command, as far as they are known. */
export const textsInto = ({ fed, piped }: Call): readonly string[] => [
  ...fed.filter((text) => text !== null),
  ...(piped?.text === undefined ? [] : [piped.text]),
];

/** What a program does that is told so by what flows into it. */
export function toldBy(program: string, text: string): readonly Found[] {
  if (program === 'patch') return [...text.slice(0, 100_000).matchAll(PATCHED)].map(([, path]) => write(path ?? ''));
  if (program === 'doxygen')
    return [...text.matchAll(/^\s*\w*OUTPUT\w*\s*=\s*(\S+)/gm)].map(([, path]) => write(path ?? ''));
  if (OF_TRANSFER.has(program)) {
    const sent = [...text.matchAll(/^\s*(?:m?put|send|upload|mirror -R)\s+(?:-\w+\s+)*(\S+)/gm)].map(([, path]) =>
      read(path ?? ''),
    );
    const kept = [...text.matchAll(/^\s*m?get\s+(?:-\w+\s+)*\S+\s+(\S+)/gm)].map(([, path]) => write(path ?? ''));
    if (sent.length + kept.length > 0) return [...sent, ...kept];
  }
  if (OF_CONTAINERS.has(program)) return ofHost(text) ? [danger('a container with the rights of the host')] : [];
  if (OF_SHELL.has(program)) return [shell(text, program)];
  if (!OF_LINES.has(program)) return [];
  const lines = text.split('\n');
  return [
    { kind: 'code', language: program, text },
    ...(EDITORS.has(program) ? lines.flatMap(toldEditor) : []),
    ...lines.flatMap((line): readonly Found[] => {
      const run = /^\s*(?:\\?!|:!|(?:platform\s+)?shell\s|system\s|host\s)\s*["']?(.+?)["']?\s*$/.exec(line)?.[1];
      return run === undefined || NO_ESCAPE.has(program)
        ? []
        : [danger(`a shell that ${program} is told to start`), shell(run, program)];
    }),
    ...(SPECIAL.get(program)?.([':memory:', ...lines], readOptions(program, lines), program) ?? []),
  ];
}
