import { isSecretVariable } from './environment.js';
import { danger, type Found, opaque, read, remove, shell } from './found.js';

/** Bounds the time of the patterns below. */
const LONGEST_CODE = 10_000;
const RUNS =
  /\b(?:system|popen\w*|subprocess|spawn\w*|exec\w*|execvp?e?|child_process|Process|shell_exec|passthru|proc_open|backtick|qx|IO\.popen|os\.startfile|do (?:shell )?script|doShellScript|posix_spawn|runCommand|getstatusoutput|check_output|Deno\.Command|Bun\.spawn|os:cmd|System\.cmd|callCommand|readProcess|run-program|run-shell-command|shell-command|call-process|start-process|process_create|sys\.process|ProcessBuilder|Runtime\.getRuntime|proc_open|stringToProcess|write18|e?syscmd)\b|`|%x[({[|]|Sys\.command|\.execute\(\)/i;
const CHANGES =
  /\b(?:unlink\w*|remove\w*|rmtree|rmdir|rm|rmSync|delete|truncate\w*|rename\w*|move|copy\w*|write\w*|append\w*|chmod\w*|chown\w*|symlink\w*|mkdir\w*|FileUtils|fopen|file_put_contents|extractall|unpack_archive|make_archive|touch|writefile|makedirs|os\.replace|urlretrieve|cp(?:Sync)?(?=\s*\()|createWriteStream|to_(?:csv|json|parquet|excel|pickle|sql|html)|savefig|savetxt|save_model|imwrite|sqlite3?\.connect|shelve|FileHandler|link(?:Sync)?(?=\s*\()|mkfifo|mknod|utimes?(?=\s*\()|spit|set\s+out(?:put)?\b|open\s*\([^)]*,\s*["'](?:[wa+x]|\s*\+?>))/i;
const REACHES =
  /\b(?:socket|urllib|requests|httpx?|fetch|net\.|Net::|LWP|TCPSocket|urlopen|curl|axios|XMLHttpRequest|WebSocket|dgram|fsockopen|pfsockopen|socket_create|TCPServer|UDPSocket)\b/i;
const FETCHES =
  /\bURI\.open\b|open-uri|Net::HTTP|LWP::Simple|\bhttps?\.get\s*\(|\burlopen\s*\(|\bfetch\s*\(\s*["'`]http|requests\.get\s*\(|axios|file_get_contents\s*\(\s*["']http/i;
/** In Perl and Ruby, a bar at one end of the name makes `open` run it. */
const OPENS = /\bopen\b/;
const HIDES =
  /Buffer\.from\([^)]*["'](?:base64|hex)["']|\b(?:b64decode|decode_base64|atob|fromCharCode|unhexlify|fromhex|frombytes|base64_decode|decode64|rot13|__import__|marshal|pack)\b/i;
const PRIVILEGE = /administrator privileges|\bhidden answer\b|\blogin item\b|\bsetuid\b|\bsetgid\b/i;

/** It loads what is no program text, or ends every process. */
const LOADS =
  /\b(?:CDLL|PyDLL|cdll|dlopen|process\.binding|os\.kill\s*\(\s*-?1\b|process\.kill\s*\(\s*-?1\b|Process\.kill\s*\([^,]*,\s*-?1\b)/;
/** A program text that lies elsewhere is run. */
const RUNS_TEXT =
  /\b(?:exec|eval|Function|require|import|dofile|loadfile|load|execfile|run_path|instance_eval|source)\b\s*\(/;
const LIES_ELSEWHERE = /^(?:~|\/(?:home|Users|root|tmp|var)\/|\.\.\/\.\.)\S*$/;

const SOURCE = /\.(?:py|[cm]?[jt]sx?|rb|pl|php|lua|sh|node|so|dylib|r|R)$/;

const EVALUATES =
  /\b(?:exec|eval|Function|(?:instance|class|module)_eval|loadstring|load|assert|create_function|compile)\b\s*[("'[{\w]/;
/** All variables at once. */
const ALL_OF_ENVIRONMENT =
  /\bos\.environ\b(?!\s*[.[])|\bprocess\.env\b(?!\s*[.[])|\bENV\.to_h\b|%ENV\b|\bgetenv\(\s*\)|\$_ENV\b(?!\s*\[)|\bdict\(\s*os\.environ/;
/** The home, as languages spell it. */
const HOME =
  /\bhomedir\s*\(|\bDir\.home\b|\.home\s*\(|\bhome_dir\s*\(|\buser_home\b|\bexpanduser\s*\(|\b(?:env|environ|ENV|ENVIRON|getenv|_ENV)\s*[.([{]\s*["']?HOME\b|\$HOME\b/;
/** A name within a folder that stands elsewhere in the text. */
const NAME_BELOW = /^\/?[\w.-][\w./ -]*$/;

/** A variable of the environment, by name, as languages spell it. */
const OF_ENVIRONMENT =
  /(?:\benv|\benviron|\bENV|\bENVIRON|\bgetenv|\bgetEnv|\benviron\.get|\bENV\.fetch|_ENV)\s*[.([{]\s*["']?(\w{2,60})/g;

/** How languages that are rarely met start a program: `"…".!`, `run "…"`, `Run["…"]`, `%sh{…}`, `2!:0 '…'`. */
const RUNS_ELSEWHERE =
  /["']\s*\.\s*!|\b(?:run|shell|sh|host|unix\w*|call|cmd|pipe)\b|%sh\{|\)HOST\b|\d!:\d|\bRun\w*\s*\[/i;
/** Languages whose ways to start a program the pattern of all names. */
const COMMON =
  /^(?:python[23]?|pypy3?|ipython3?|node|nodejs|deno|bun|perl|ruby|irb|php|ts-node|tsx|osascript|lua|luajit)$/;

const ofEnvironment = (text: string): readonly Found[] => [
  ...[...text.matchAll(OF_ENVIRONMENT)].flatMap(([, name]) =>
    isSecretVariable(name ?? '') ? [danger('a secret of the environment, read by code')] : [],
  ),
  ...(REACHES.test(text) && ALL_OF_ENVIRONMENT.test(text) ? [danger('the environment, sent away by code')] : []),
];

/** What else is loaded, run or ended by it. */
function ofPrograms(text: string, literals: readonly string[]): readonly Found[] {
  const isLoaded =
    RUNS_TEXT.test(text) && literals.some((literal) => LIES_ELSEWHERE.test(literal) && SOURCE.test(literal));
  return [
    ...(LOADS.test(text) ? [danger('code that loads what nobody can read, or ends every process')] : []),
    ...(isLoaded ? [danger('code that runs what lies outside the workspace')] : []),
  ];
}

/**
 * What a text of a general language would do, by what it names. Such a text is never certain; what it names may make it dangerous.
 * @param language of the text, where it is known
 */
export function codeFound(text: string, language = ''): readonly Found[] {
  if (text.length > LONGEST_CODE) return [danger('a program text of more than 10,000 characters')];
  const found: Found[] = [];
  const literals = literalsOf(text);
  const runs = RUNS.test(text) || (!COMMON.test(language) && RUNS_ELSEWHERE.test(text));
  found.push(...ofEnvironment(text));
  found.push(...ofPrograms(text, literals));
  if (PRIVILEGE.test(text)) found.push(danger('code that takes privileges'));
  if ((runs || EVALUATES.test(text)) && HIDES.test(text)) found.push(danger('code that decodes what it runs'));
  if (runs && REACHES.test(text) && /\bsocket\b|dup2|\bpty\b|\w*sockopen|TCPSocket|\/(?:ba|da|z|k)?sh\b/i.test(text))
    found.push(danger('a shell over the network'));
  if (/\b(?:exec|eval|Function|instance_eval|loadstring)\b\s*[(\w)]/.test(text) && FETCHES.test(text))
    found.push(danger('code that runs what it fetches'));
  for (const written of literals) {
    // Perl opens what is written by a sign before the name.
    const literal = written.replace(/^\s*\+?[<>]{1,2}\s*(?=[/~.])/, '');
    const piped = OPENS.test(text) || !COMMON.test(language) ? /^\s*\|(.+)$|^(.+)\|\s*$/s.exec(literal) : null;
    if (piped) found.push(shell(piped[1] ?? piped[2] ?? '', 'code'));
    if (runs) found.push(shell(literal, 'code'));
    if (!/^(?:\/|~|\.\.|\.env|\.git|\.ssh|\.[a-z])/.test(literal) || literal.length > 4_096) continue;
    found.push(CHANGES.test(text) ? remove(literal) : read(literal));
  }
  if (HOME.test(text)) found.push(...belowHome(literals, CHANGES.test(text)));
  if (runs && literals.length > 0 && literals.every((literal) => SHELL_ITSELF.test(literal.replaceAll('"', ''))))
    found.push(danger('code that starts a shell'));
  if (runs && literals.length > 1) found.push(shell(literals.join(' '), 'code'));
  return [...found, opaque('what a program text does')];
}

/** Parts of a path below the home stand apart: each of them may be meant, and all of them together. */
function belowHome(literals: readonly string[], isChanging: boolean): readonly Found[] {
  const parts = literals.filter((literal) => literal.length < 200 && NAME_BELOW.test(literal));
  const paths = [...parts, parts.join('/')].map((path) => `~/${path.replace(/^\/+/, '')}`);
  return isChanging ? paths.map(remove) : paths.map(read);
}

const SHELL_ITSELF =
  /^(?:(?:\/[\w/]*\/)?(?:ba|da|z|k|a|fi|c|tc)?sh(?:\s+-[ip]+)?(?:\s*\d?[<>]{1,2}&?\d)*|-[a-z]{1,2}|-)$/;

function literalsOf(text: string): readonly string[] {
  const literals = [
    ...text.matchAll(
      /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|`([^`]*)`|\bq[qxw]?\{([^}]*)\}|\bq[qxw](?:\(([^)]*)\)|\/([^/]*)\/)|%x[({[|]([^)}\]|]*)/gs,
    ),
  ].map(([, ...pieces]) => pieces.find((piece: string | undefined) => piece !== undefined) ?? '');
  const tcl = /^\s*exec\s+(.+)$/m.exec(text)?.[1];
  // Words of Tcl stand without quotes.
  const bare = [...text.matchAll(/^\s*(?:file (?:delete|rename|copy|mkdir|link)|open|source|load)\s+(.+)$/gm)].flatMap(
    ([, words]) => (words ?? '').split(/[\s[\]{}";]+/).filter((word) => /^[/~]|^\.\./.test(word)),
  );
  const macros = [...text.matchAll(/\\write18\s*\{([^}]*)\}|\be?syscmd\s*\(\s*(?:`([^']*)'|([^`)']+)\))/g)].map(
    ([, tex, m4, plain]) => tex ?? m4 ?? plain ?? '',
  );
  const spelt = [...text.matchAll(/%sh\{([^}]*)\}|\)HOST\s+(.+)/g)].map(([, kak, apl]) => kak ?? apl ?? '');
  return [...literals, ...macros, ...spelt, ...bare, ...(tcl === undefined ? [] : [tcl])].filter(
    (literal) => literal !== '',
  );
}

/** What an awk program would do: a pipe or `system` runs a shell, `>` writes. */
export function awkFound(text: string): readonly Found[] {
  if (text.length > LONGEST_CODE) return [danger('a program text of more than 10,000 characters')];
  const plain = text.replace(/"(?:[^"\\]|\\.)*"|\/(?:[^/\\\n]|\\.)+\//g, (piece, at: number) =>
    piece.startsWith('"') || /[\w)\]]\s*$/.test(text.slice(Math.max(0, at - 20), at)) ? piece : '//',
  );
  const found: Found[] = [];
  for (const [, name] of text.matchAll(OF_ENVIRONMENT))
    if (isSecretVariable(name ?? '')) found.push(danger('a secret of the environment, read by awk'));
  if (/@load|\/inet\//.test(text)) found.push(danger('awk with the network or an extension'));
  for (const [, argument] of plain.matchAll(/\bsystem\s*\(\s*(?:"((?:[^"\\]|\\.)*)")?/g))
    found.push(argument === undefined ? danger('awk that runs what it makes') : shell(argument, 'awk'));
  // What a name holds that is run may be any text of the program.
  if (/\bsystem\s*\(\s*[^"\s]|\b[A-Za-z_]\w*\s*\|&?\s*getline/.test(plain))
    for (const [, literal] of plain.matchAll(/"((?:[^"\\]|\\.)*)"/g)) found.push(shell(literal ?? '', 'code'));
  for (const [, target] of plain.matchAll(/\|&?\s*"((?:[^"\\]|\\.)*)"/g))
    found.push(
      /^(?:sort|uniq|head|tail|wc|cat|column)\b[^;&|`$<>]*$/.test(target ?? '')
        ? shell(target ?? '', 'awk')
        : danger('data that awk sends to a command'),
    );
  for (const [, source] of plain.matchAll(/"((?:[^"\\]|\\.)*)"\s*\|&?\s*getline/g))
    found.push(shell(source ?? '', 'awk'));
  for (const [, target] of plain.matchAll(/\bprintf?\b[^;}\n]*?>>?\s*"((?:[^"\\]|\\.)*)"/g))
    found.push({ kind: 'write', path: target ?? '' });
  for (const [, source] of plain.matchAll(/getline[^;}\n]*?<\s*"((?:[^"\\]|\\.)*)"/g)) found.push(read(source ?? ''));
  for (const [, name] of text.matchAll(/>\s*ENVIRON\["HOME"\]\s*"([^"]*)"/g))
    found.push({ kind: 'write', path: `~/${name ?? ''}` });
  if (/\bprintf?\b[^;}\n]*(?:\||>)\s*[a-zA-Z_$(]/.test(plain.replace(/"(?:[^"\\]|\\.)*"/g, '""')))
    found.push(opaque('where awk writes'));
  return found;
}
