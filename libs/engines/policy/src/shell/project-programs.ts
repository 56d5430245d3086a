import { secretsWithin } from './cloud-programs.js';
import { danger, type Found, opaque, read, shell, write } from './found.js';
import { packages } from './package-programs.js';
import { each, known, perProgram, type Special, type Words } from './special.js';
import { makes } from './system-programs.js';

const valueOf = (args: Words, name: string): string | undefined =>
  known(args)
    .find((word) => word.startsWith(`${name}=`))
    ?.slice(name.length + 1);

/** `exec:exec` starts a program of the system; a class path or an extension from elsewhere loads code. */
export const maven: Special = (args) => {
  const kept = valueOf(args, '-Dmaven.repo.local');
  const program = valueOf(args, '-Dexec.executable') ?? valueOf(args, '-Dexecutable');
  const words = valueOf(args, '-Dexec.args') ?? valueOf(args, '-Dexec.commandlineArgs') ?? '';
  return [
    ...(kept === undefined ? [] : [write(kept)]),
    ...(program === undefined ? [] : [shell(`${program} ${words}`, 'maven')]),
    ...known(args).flatMap((word): readonly Found[] =>
      /^-Dmaven\.ext\.class\.path=|^-D(?:argLine|jvm|surefire\.\w+)=.*-(?:javaagent|agent(?:lib|path))/.test(word)
        ? [danger('code that maven is told to load')]
        : [],
    ),
  ];
};

/** Where a machine of Java leaves logs, dumps and recordings. */
const KEPT_BY_JAVA =
  /^-(?:Xlog(?:gc)?:|XX:(?:HeapDumpPath|LogFile|ErrorFile|StartFlightRecording|FlightRecorderOptions|VMLog\w*)=|Djava\.io\.tmpdir=)(?:[^/~]{0,200}[:=,])?([/~][^:,]*)/;
/** Agents and class paths are code, and so is what an error is told to start. */
export const java: Special = (args) =>
  known(args).flatMap((word, at, all): readonly Found[] => {
    if (/^-(?:javaagent|agentlib|agentpath|Xrun|Xbootclasspath)|^-XX:(?:On\w*Error|Flags|VMOptionsFile)=/.test(word))
      return [danger('code that java is told to load')];
    const kept = KEPT_BY_JAVA.exec(word)?.[1];
    if (kept !== undefined) return [write(kept)];
    const isPath = /^(?:-cp|-classpath|--class-path|-p|--module-path)$/.test(all[at - 1] ?? '');
    const entries = isPath ? word : /^--(?:class-path|module-path)=(.*)$/.exec(word)?.[1];
    return (entries ?? '')
      .split(':')
      .flatMap((path): readonly Found[] => (/^(?:[/~]|\.\.)/.test(path) ? [{ kind: 'project', path }] : []));
  });

/** Code in a word of its own. */
export const mix: Special = (args) =>
  known(args).flatMap((word, at, all): readonly Found[] =>
    /^(?:-e|--eval|eval|rpc)$/.test(all[at - 1] ?? '') ? [{ kind: 'code', language: 'elixir', text: word }] : [],
  );

/** A module of Ansible that runs a command or writes a file; without one, its argument is a command. */
export const ansible: Special = (args) => {
  const words = known(args);
  const after = (short: string, long: string): string | undefined =>
    words.find((_, at) => words[at - 1] === short || words[at - 1] === long) ??
    words.find((word) => word.startsWith(`${long}=`))?.slice(long.length + 1);
  const module = after('-m', '--module-name') ?? 'command';
  const text = after('-a', '--args');
  if (text === undefined) return [];
  if (/(?:^|\.)(?:command|shell|raw|script|expect)$/.test(module))
    return [shell(text.replace(/^(?:cmd|argv)=/, ''), 'ansible')];
  return [...text.matchAll(/\b(?:dest|path|name|creates|file)=["']?([/~.][^\s"']*)/g)].map(([, path]) =>
    write(path ?? ''),
  );
};

/** `-chdir` works elsewhere; `fmt` rewrites what it is given. */
export const terraform: Special = (args, { operands }) => [
  ...known(args).flatMap((word): readonly Found[] =>
    word.startsWith('-chdir=') ? [{ kind: 'project', path: word.slice(7) }, write(word.slice(7))] : [],
  ),
  ...(operands[0] === 'fmt' ? known(operands.slice(1)).map(write) : []),
];

const OUTPUT = /\b(?:copy\b[^;]*?\bto|export\s+database)\s+'([^']*)'/gi;
const INPUT = /\b(?:from|join|read_\w+\s*\(|glob\s*\(|sniff_csv\s*\(|copy\s+\w+\s+from)\s*\[?\s*'([^']*)'/gi;
const REACHES = /\b(?:install|load|attach|create\s+(?:persistent\s+)?secret|httpfs)\b|:\/\//i;

/** A database in one process: what it is told reads and writes files. */
export const duckdb: Special = (args) => {
  const words = known(args);
  const isLook = words.some((word) => /\s/.test(word)) && !words.some((word) => REACHES.test(word));
  return [
    ...words.flatMap((word): readonly Found[] => {
      const text = word.slice(0, 10_000);
      const run = /^\s*\.(?:shell|system)\s+(.*)/s.exec(text)?.[1];
      const kept = /^\s*\.(?:output|once|excel)\s+["']?([^\s"']+)/.exec(text)?.[1];
      return [
        ...(run === undefined ? [] : [danger('a database that starts a shell'), shell(run, 'duckdb')]),
        ...(kept === undefined ? [] : [write(kept)]),
        ...[...text.matchAll(OUTPUT)].map(([, path]) => write(path ?? '')),
        ...[...text.matchAll(INPUT)].map(([, path]) => read(path ?? '')),
      ];
    }),
    ...(isLook || /^-{1,2}version$/.test(words[0] ?? '') ? [] : [opaque('what duckdb does')]),
  ];
};

/** Goals of a build that hand on what was built: any of them, in whatever place. */
export const publishes: Special = (args, { operands }, program) =>
  known(operands).some((word) => GOALS[program]?.test(word) === true)
    ? [opaque(`${program}, which may publish or reach the network`)]
    : [];
const GOALS: Readonly<Record<string, RegExp>> = {
  mvn: /^(?:deploy(?::.*)?|release:.*|dependency:(?!tree$|analyze|list$|build-classpath$).*|wagon:.*|scm:.*|site:deploy|versions:.*|archetype:generate|nexus-staging:.*|jib:.*|docker:.*|liquibase:.*|flyway:.*)$/,
  gradle:
    /(?:^|:)(?:publish\w*|\w*(?:[uU]pload|Publish|[dD]eploy)\w*|closeAndRelease\w*|release|dockerPush\w*|jib\w*)$/,
  sbt: /\b(?:publish\w*|release|sonatype\w*|docker:publish)\b/,
  lein: /^(?:deploy|release)$/,
  cap: /^(?:deploy|rollback)(?::|$)/,
  ant: /^(?:deploy|publish|install|upload)$/,
  rake: /^(?:release|publish|deploy)(?::.*)?$/,
};

/** Verbs of languages' own programs behind which a text of code stands. */
const TEXT_VERBS: Readonly<Record<string, RegExp>> = {
  crystal: /^eval$/,
  dotnet: /^eval$/,
  rails: /^(?:runner|r)$/,
  cargo: /^(?:eval|script|-e|--expr)$/,
  'scala-cli': /^eval$/,
  nim: /^(?:e|--eval)$/,
  hexo: /^eval$/,
};
const LANGUAGES: Readonly<Record<string, string>> = { rails: 'ruby' };
export const ofVerbs: Special = (args, _given, program) =>
  known(args).flatMap((word, at, all): readonly Found[] =>
    TEXT_VERBS[program]?.test(all[at - 1] ?? '') === true && /[\s("'.]/.test(word)
      ? [{ kind: 'code', language: LANGUAGES[program] ?? program, text: word }]
      : [],
  );

/** `ar r archive file…`: by its first letters the archive is written. */
const ar: Special = (args) => {
  const [letters = '', ...words] = known(args);
  const archive = words.find((word) => !word.startsWith('-') && !/^\d+$/.test(word));
  return archive !== undefined && /^-?[a-zA-Z]*[dmqrs]/.test(letters) ? [write(archive)] : [];
};

/** `jar cf archive …` writes it, `jar xf … -C folder` takes out into a folder. */
const jar: Special = (args) => {
  const words = known(args);
  const archive = words.slice(1).find((word) => !word.startsWith('-'));
  const isTakenOut = /^-?[a-z]*x/.test(words[0] ?? '');
  return [
    ...(archive !== undefined && /^-?[a-z]*[cu]/.test(words[0] ?? '') ? [write(archive)] : []),
    ...(isTakenOut ? words.flatMap((word, at) => (words[at - 1] === '-C' ? [write(word)] : [])) : []),
  ];
};

/** The last of several words is what is written; of one, it itself. */
const lastWritten: Special = (_args, { operands }) => known(operands).slice(-1).map(write);

/** A folder that a verb fills: the word behind what is fetched. */
export const clonedInto: Special = (_args, { operands }, program) => {
  const words = known(operands);
  if (program === 'hg') return words[0] === 'clone' ? words.slice(2, 3).map(write) : [];
  if (program === 'jj') return words[0] === 'git' && words[1] === 'clone' ? words.slice(3, 4).map(write) : [];
  if (program === 'svn') return /^(?:checkout|co|export)$/.test(words[0] ?? '') ? words.slice(2, 3).map(write) : [];
  if (words[0] !== 'repo' || words[1] !== 'clone') return [];
  const [address = '', folder] = words.slice(2);
  const name = address.slice(address.lastIndexOf('/') + 1);
  return [...words.slice(3, 4).map(write), { kind: 'fetched', path: folder ?? name, isFolder: true }];
};

/** What keeps the files of a home in a repository changes the home. */
const homeKeeper: Special = (_args, { operands }) =>
  /^(?:apply|init|update|edit|merge|re-add|purge|destroy|import)$/.test(operands[0] ?? '')
    ? [danger('files of the user that are written anew')]
    : [];

/** A folder of the user that a server hands out, with the secrets in it. */
export const serves: Special = (args) =>
  known(args)
    .filter((word) => /^(?:[/~]|\.\.)/.test(word))
    .flatMap(secretsWithin);

/** What is measured while it runs is run. */
const measured: Special = (args) => {
  const [verb, ...rest] = args;
  const at = rest.findIndex((word) => word !== null && !word.startsWith('-'));
  return verb === 'run' && at !== -1 ? [{ kind: 'words', words: ['python3', ...rest.slice(at)] }] : [];
};

/** A file or a folder that says what is done. */
const instructed: Special = (_args, { operands }, program) =>
  known(program === 'go' && operands[0] === 'generate' ? operands.slice(1) : program === 'go' ? [] : operands).map(
    (path): Found => ({ kind: 'project', path: path.replace(/\/\.\.\.$/, '') }),
  );

/** What lies on another machine appears below a folder of this one. */
const mounted: Special = (_args, { operands }) => [
  opaque('a folder of another machine'),
  ...known(operands.slice(1)).map(write),
];

/** The word at a place is a folder or a file that is made. */
const madeAt =
  (at: number, verb?: RegExp): Special =>
  (_args, { operands }) =>
    verb === undefined || verb.test(operands[0] ?? '')
      ? known(operands)
          .slice(at, at + 1)
          .map(write)
      : [];

/** Tests that lie elsewhere are code that lies elsewhere. */
const tests: Special = (_args, { operands }) =>
  known(operands)
    .filter((word) => /^(?:[/~]|\.\.)/.test(word))
    .map((path): Found => ({ kind: 'project', path }));

const BUILT =
  /^(?:[-/]{1,2}p(?:roperty)?:)?(?:OutDir|OutputPath|PublishDir|BaseOutputPath|IntermediateOutputPath|PackageOutputPath|SYMROOT|OBJROOT|DSTROOT|CONFIGURATION_BUILD_DIR|BUILD_DIR)=(.+)$|(?:^|;)LogFileName=([^;]+)/i;
/** Settings in words of their own that say where it is built. */
const builtInto: Special = (args) =>
  known(args).flatMap((word) => {
    const [, place, log] = BUILT.exec(word) ?? [];
    const path = place ?? log;
    return path === undefined ? [] : [write(path)];
  });

/** `source:target` of a watcher of styles. */
const styled: Special = (_args, { operands }) =>
  known(operands).flatMap((word) => {
    const target = /^[^:]+:(.+)$/.exec(word)?.[1];
    return target === undefined ? [] : [write(target)];
  });

/** What programs of languages and of archives do besides what their options and operands say. */
export const PROJECT_PROGRAMS: readonly (readonly [string, Special])[] = [
  ...perProgram('ar', ar),
  ...perProgram('sphinx-build', makes),
  ...perProgram('sass', each(makes, styled)),
  ...perProgram('tesseract papermill', madeAt(1)),
  ...perProgram('qemu-img', madeAt(1, /^create$/)),
  ...perProgram('django-admin', madeAt(2, /^start/)),
  ...perProgram('xsv qsv', madeAt(1, /^split$/)),
  ...perProgram('fossil', madeAt(2, /^clone$/)),
  ...perProgram('gtags', madeAt(0)),
  ...perProgram('pytest py.test nosetests', tests),
  ...perProgram('msbuild xcodebuild', builtInto),
  ...perProgram('jar', jar),
  ...perProgram('objcopy cpy', lastWritten),
  ...perProgram('httpd http-server serve live-server miniserve darkhttpd', serves),
  ...perProgram('coverage', measured),
  ...perProgram('doxygen', instructed),
  ...perProgram('go', each(packages, instructed)),
  ...perProgram('svn hg jj', each(packages, clonedInto)),
  ...perProgram('dotnet', each(packages, ofVerbs, builtInto)),
  ...perProgram('rails', each(packages, ofVerbs, madeAt(1, /^new$/))),
  ...perProgram('cargo', each(packages, makes, ofVerbs)),
  ...perProgram('chezmoi yadm', homeKeeper),
  ...perProgram('sshfs rclone-mount s3fs gcsfuse', mounted),
  ...perProgram('crystal nim', ofVerbs),
];
