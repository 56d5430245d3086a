import { asWritten } from '../paths.js';
import type { Deed } from '../request.js';
import { COSTS, MOST_DEEDS, spend, spendAll } from './budget.js';
import { type Call, deeper, isHarm, type Words } from './call.js';
import { codeFound } from './code.js';
import { ranProject, ranWritten } from './project-files.js';
import { readsOfPlainCode } from './plain-code.js';
import { foundIn } from './deeds-of-command.js';
import { namesMeantBy } from './globbed-names.js';
import { danger, type Found } from './found.js';
import { apartFrom, aside } from './branches.js';
import { callFunction, setPositional } from './functions.js';
import { mannersOf } from './manners.js';
import { absolute, changeFolder, file, type Scene } from './scene.js';
import { INLINE, inlineScript, isForeign, local, ranFile, shellScript, sourced, waits } from './scripts.js';
import { spellingOf } from './spelling.js';
import { type Suspect, suspects, suspectTexts } from './suspects.js';
import { textsInto, toldBy } from './fed-programs.js';
import { withoutValues } from './options.js';
import { SIGN, signsIn } from './signs.js';
import { known } from './special.js';
import { traitsOf } from './traits.js';
import { arrived, unpackedFetched } from './unpacked.js';
import { worksElsewhere } from './work-elsewhere.js';
import { wrapped } from './wrappers.js';

/** Wrappers in wrappers. */
const DEEPEST_RUN = 40;

/** Decides what a list of words does as a command; null stands for a word that is not known. */
export function run(words: Words, call: Call): void {
  const { scene } = call;
  const given = words[0];
  if (given === undefined || !spend(scene.budget, COSTS.run + words.length * COSTS.word)) return;
  if (scene.depth > DEEPEST_RUN || scene.deeds.length > MOST_DEEDS) {
    spendAll(scene.budget);
    return;
  }
  if (given === null || given === '') {
    scene.deeds.push(
      call.isNameDecoded
        ? danger('a program whose name is decoded or read')
        : { kind: 'opaque', what: 'the name of the program' },
    );
    return;
  }
  const rest = words.slice(1);
  const first = given.startsWith('=') ? given.slice(1) : given;
  const { isPattern, hasFolder, written, program } = spellingOf(first);
  if (isPattern) {
    globbed(first, rest, call);
    return;
  }
  const place = hasFolder ? asWritten(absolute(first, scene)[0] ?? first) : undefined;
  const isLocal = place !== undefined && !OF_SYSTEM.test(place);
  if (isLocal) local(first, rest, call);
  const shown = isLocal ? './' + program : !hasFolder && isOwnAlone(program, call) ? ':' : written;
  scene.deeds.push(
    place === undefined
      ? { kind: 'run', program: shown, arguments: known(rest) }
      : { kind: 'run', program: shown, arguments: known(rest), file: place },
  );
  if (isLocal && !/^(?:sudo|su|doas)$/.test(program)) {
    const tool = TOOL_OF_PROJECT.test(first) ? (WRITTEN_BY[program] ?? program) : '';
    if (traitsOf(tool).isKnown || traitsOf(tool).isAsked) named(tool, rest, call);
    else foundIn('', rest).forEach((one) => found(one, call));
    return;
  }
  named(program, rest, call);
}

/** What a program of the system does, known by its name. */
function named(program: string, rest: Words, call: Call): void {
  const { scene } = call;
  const traits = traitsOf(program);
  const manners = mannersOf(program);
  const words = known(rest);
  if (words.length < rest.length && !manners.isOpenAboutWords)
    scene.deeds.push({ kind: 'opaque', what: `an argument of ${program.slice(0, 40)}` });
  if (manners.isPrivileged) scene.deeds.push(privileged(program, words.join(' ')));
  if (manners.changesFolder) {
    changeFolder(program, rest, scene);
    return;
  }
  if (defined(program, rest, call)) return;
  ranProject(program, call);
  worksElsewhere(program, rest, call);
  if (manners.runsWords) nested(program, rest, call);
  const signs = signsIn(rest);
  if (manners.isSuspect) suspect(suspects(rest), call);
  else if ((signs & SIGN.blank) !== 0 && manners.mayTakeTexts && rest.some((word) => word?.includes(' ') === true))
    suspect(suspectTexts(withoutValues(program, rest)), call);
  if (call.fed.length > 0 || call.piped?.text !== undefined)
    for (const text of textsInto(call)) told(program, text, call);
  const isFetched = call.isFetched || traits.isNetworker;
  // What is built from the project's own files is the project's, unless this line made one of them.
  const isBuilt = traits.isCompiler && !takesWritten(words, scene);
  const inner =
    isFetched === call.isFetched && isBuilt === call.isBuild ? call : { ...call, isFetched, isBuild: isBuilt };
  for (const one of foundIn(program, rest, signs)) found(one, inner);
  if (program === 'tee') kept(words, call);
  if (manners.isCopying) copied(words, scene);
  unpackedFetched(program, words, scene);
}

/** `tee` leaves what flows into it in each of its files. */
function kept(words: readonly string[], call: Call): void {
  const [text] = textsInto(call);
  if (text === undefined) return;
  for (const word of words)
    if (!word.startsWith('-'))
      for (const path of absolute(word, call.scene)) call.scene.written.set(asWritten(path), text);
}

/** A program of the system under another name, and what the line itself has written, under its new name. */
function copied(words: readonly string[], scene: Scene): void {
  const [source, target, ...others] = words.filter((word) => !word.startsWith('-'));
  if (source === undefined || target === undefined || others.length > 0) return;
  const [from = source] = absolute(source, scene);
  const text = OF_SYSTEM.test(from) ? `${from} "$@"` : scene.written.get(asWritten(from));
  if (text === undefined) return;
  for (const path of absolute(target, scene)) scene.written.set(asWritten(path), text);
}

/** What a package manager has put into the workspace is the program of that name. */
const TOOL_OF_PROJECT =
  /(?:^|\/)(?:node_modules\/\.bin|\.?v?env\/bin|vendor\/bin)\/[\w.-]+$|^(?:\.\/)?(?:\w+\/)?(?:gradlew|mvnw|bin\/(?:rails|rake|rspec|bundle))$/;
const WRITTEN_BY: Readonly<Record<string, string>> = { gradlew: 'gradle', mvnw: 'mvn' };

const OF_SYSTEM = /^\/(?:usr\/(?:local\/)?|opt\/\w+\/)?(?:s?bin|lib\w*)\//;
/** Whether a word means a function or an alias of this line, and cannot mean a program. */
const isOwnAlone = (name: string, { scene: { bodies, aliases }, isBehind }: Call): boolean =>
  !isBehind && (bodies.has(name) || aliases.has(name)) && !isProgram(name);

/** Whether the lists speak of a program of this name. */
function isProgram(name: string): boolean {
  const { isKnown, isAsked, isNetworker, isPrivileged } = traitsOf(name);
  return isKnown || isAsked || isNetworker || isPrivileged;
}

/**
 * Functions and aliases of this line, and what changes the words that functions see. Whether nothing else is meant by the word: a program of the
 * same name is still meant by `command`, by its path, in a shell of its own, where the definition was not reached or is taken back.
 */
function defined(program: string, rest: Words, { scene, walker }: Call): boolean {
  if (scene.bodies.has(program)) {
    callFunction(program, rest, scene, walker.body);
    return !isProgram(program);
  }
  const text = scene.aliases.get(program);
  if (text !== undefined && !scene.calling.has(program)) {
    scene.calling.set(program, true);
    walker.script([text, ...rest.map(quoted)].join(' '), scene);
    scene.calling.delete(program);
    return !isProgram(program);
  }
  if (!mannersOf(program).changesNames) return false;
  if (program === 'alias')
    for (const word of rest) {
      const [, name, meant] = /^([^=]+)=(.*)$/s.exec(word ?? '') ?? [];
      if (name !== undefined && meant !== undefined) scene.aliases.set(name, meant);
    }
  if (program === 'set' && rest.length > 0 && !/^[-+]\w/.test(rest[0] ?? ''))
    setPositional(rest[0] === '--' ? rest.slice(1) : rest, scene);
  if (program === 'shift') setPositional(scene.lists.get('@')?.slice(Number(rest[0] ?? 1)) ?? [null], scene);
  return false;
}

/** A word that the shell reads again as it is; one that is not known stays so. */
const quoted = (word: string | null): string => (word === null ? '"$_"' : `'${word.replaceAll("'", "'\\''")}'`);

/** Whether one of the words names a file that the line itself has written. */
const takesWritten = (words: readonly string[], scene: Scene): boolean =>
  scene.written.size > 0 &&
  words.some((word) => absolute(word, scene).some((path) => scene.written.has(asWritten(path))));

/** Looking is not changing. */
const LOOKS =
  /^(?:systemctl (?:--\S+ )*(?:status|list-\S+|is-\S+|show|cat)|crontab -l|service \S+ status|sysctl (?:-a|-n)? ?[\w.]*|mount(?: -l)?(?: -t \w+)?$|defaults read.*|ufw status|swapon --show|csrutil status|xattr(?: -[lpvrs]+)?|(?!shutdown|halt|poweroff|reboot)\S+ (?:--help|--version|-h|-V))(?: (?:--(?:no-pager|full|user|all|quiet|failed|lines=\d+|type=\w+|state=\w+)|-[aln]|(?!-)[\w.@-]+))*$/;
const privileged = (program: string, rest: string): Deed =>
  LOOKS.test(`${program} ${rest}`.trim().slice(0, 300))
    ? { kind: 'opaque', what: `what ${program} shows` }
    : danger(`${program}, which changes the system or the user`);

function globbed(pattern: string, rest: Words, call: Call): void {
  call.scene.deeds.push({ kind: 'opaque', what: 'the name of the program, which is a pattern' });
  for (const name of namesMeantBy(pattern)) run([name, ...rest], call);
}

/** What an unknown program is given may be what it runs: only what would be dangerous in it counts. */
function suspect(all: readonly Suspect[], call: Call): void {
  for (const one of all) {
    if ('text' in one)
      codeLiteral(
        one.text,
        one.text.startsWith('/') ? { ...call, scene: { ...call.scene, startedBy: 'another program' } } : call,
      );
    else if ('code' in one) call.scene.deeds.push(...harmOf(one.code, call));
    else if ('words' in one) {
      const scene = deeper(aside(call.scene));
      run(one.words, { ...call, scene: one.isPath ? { ...scene, startedBy: 'another program' } : scene });
      call.scene.deeds.push(...scene.deeds.filter(isHarm));
    } else file(one.kind, one.path, call.scene);
  }
}

/** What flows into a program may tell it what to run: only what is dangerous in it counts. */
function told(program: string, text: string, call: Call): void {
  const all = toldBy(program, text);
  if (all.length === 0) return;
  const scene = deeper(aside(call.scene));
  for (const one of all) found(one, { ...call, fed: [], piped: undefined, scene });
  call.scene.deeds.push(...scene.deeds.filter(isHarm));
}

function harmOf(code: string, call: Call, language?: string): readonly Deed[] {
  const scene = aside(call.scene);
  for (const inner of codeFound(code, language)) found(inner, { ...call, scene });
  return scene.deeds.filter(isHarm);
}

function found(one: Found, call: Call): void {
  const { scene } = call;
  switch (one.kind) {
    case 'read':
    case 'write':
    case 'delete':
      file(one.kind, one.path, scene);
      if (one.kind === 'write' && !call.isBuild)
        for (const path of absolute(one.path, scene)) {
          const whole = asWritten(path);
          if (!scene.written.has(whole)) scene.written.set(whole, call.isFetched ? null : '');
        }
      return;
    case 'shell':
      if (one.what === 'code') {
        codeLiteral(one.text ?? '', call, true);
        return;
      }
      inlineScript(one.what, one.text, { ...call, scene: { ...scene, startedBy: one.what } });
      return;
    case 'words':
      run(one.words, { ...call, isBehind: true, scene: { ...deeper(scene), startedBy: 'another program' } });
      return;
    case 'code':
      code(one.language, one.text, call);
      return;
    case 'fetched':
      arrived(one, scene);
      return;
    case 'installs':
      // In a folder of its own nothing is where the system finds it.
      if (!scene.variables.has('DESTDIR')) scene.deeds.push({ kind: 'opaque', what: `where ${one.by} installs` });
      return;
    case 'project':
      file('read', one.path, scene);
      if (scene.written.size > 0)
        for (const path of absolute(one.path, scene))
          if (scene.written.get(asWritten(path)) !== '') ranWritten('a build', asWritten(path), call);
      if (isForeign(one.path, call))
        scene.deeds.push(
          one.path.startsWith('/tmp/')
            ? { kind: 'opaque', what: 'a project outside the workspace' }
            : danger('instructions that lie outside the workspace'),
        );
      return;
    default:
      scene.deeds.push(one);
  }
}

function code(language: string, text: string | null, call: Call): void {
  if (text === null) {
    call.scene.deeds.push(
      call.isDecoded ? danger(`decoded data run by ${language}`) : { kind: 'opaque', what: `what ${language} runs` },
    );
    return;
  }
  const reads = readsOfPlainCode(language, text);
  if (reads === null) for (const inner of codeFound(text, language)) found(inner, call);
  else for (const path of reads) file('read', path, call.scene);
}

/** A text inside code may be a command: only what is dangerous in it counts, since most texts are none. */
/** A text of a program that may be a command. Where it is run for certain, rules may name what it runs and whom it reaches. */
function codeLiteral(text: string, { scene, walker }: Call, isCertain = false): void {
  const inner = aside(scene);
  walker.script(text, inner);
  scene.deeds.push(
    ...inner.deeds.filter((deed) => isHarm(deed) || (isCertain && (deed.kind === 'run' || deed.kind === 'reach'))),
  );
}

function nested(program: string, rest: Words, call: Call): void {
  const { scene } = call;
  if (program === 'eval') {
    inlineScript(program, rest.includes(null) ? null : rest.join(' '), call);
    return;
  }
  if (program === 'source' || program === '.') {
    sourced(program, rest, call);
    return;
  }
  const { isShell, isInterpreter } = traitsOf(program);
  if (isShell) {
    shellScript(program, rest, { ...call, scene: apartFrom(scene) });
    return;
  }
  if (isInterpreter && !(program === 'bun' && rest[0] === 'x')) {
    if (rest.length === 0 && call.fed.length === 0) waits(program, call);
    const isFed = !rest.some((word) => word !== null && !word.startsWith('-'));
    for (const text of isFed ? call.fed : []) found({ kind: 'code', language: program, text }, call);
    if (call.isFetched) scene.deeds.push(danger(`fetched data run by ${program}`));
    const [file_] = rest.filter((word) => word === null || !word.startsWith('-'));
    if (file_ === null && call.isDecoded) scene.deeds.push(danger(`a script whose name was read, run by ${program}`));
    if (file_ !== undefined && file_ !== null) {
      for (const text of ranFile(file_, call)) call.scene.deeds.push(...harmOf(text, call, program));
      if (!rest.some((word) => word !== null && INLINE.test(word)) && isForeign(file_, call))
        scene.deeds.push({ kind: 'opaque', what: 'a script outside the workspace' });
    }
    return;
  }
  const inner = wrapped(program, rest, call);
  if (inner === null) return;
  if ('words' in inner) {
    run(inner.words, { ...inner.call, isBehind: true });
    // What the shell is told to do itself, it does itself.
    if (program === 'command' || program === 'builtin') scene.folders = inner.call.scene.folders;
  } else inlineScript(program, inner.text, inner.call);
}
