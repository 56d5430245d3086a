import { nameMatcher } from '../glob.js';
import type { Deed } from '../request.js';
import { codeFound } from './code.js';
import { foundIn } from './deeds-of-command.js';
import { danger, type Found } from './found.js';
import {
  COPIERS,
  DELETERS,
  INTERPRETERS,
  MODE_WRITERS,
  MOVERS,
  NETWORKERS,
  PRIVILEGED,
  SHELLS,
  WRAPPERS,
  WRITERS,
} from './programs.js';
import { absolute, asWritten, basename, changeFolder, file, type Scene } from './scene.js';

/** Reads a text as a script: given by the walk, which needs this file in turn. */
export interface Walker {
  readonly script: (text: string, scene: Scene) => void;
}

interface Call {
  readonly scene: Scene;
  readonly walker: Walker;
  /** Here-documents and here-strings; null where their text is not known. */
  readonly fed: readonly (string | null)[];
  /** Some word comes from a command that decodes or downloads. */
  readonly isDecoded: boolean;
  readonly isFetched: boolean;
}
type Words = readonly (string | null)[];

/** Programs whose arguments are only printed or compared: not to know one is no harm. */
const PRINTERS = new Set([
  'echo',
  'printf',
  'export',
  'test',
  '[',
  '[[',
  'true',
  ':',
  'false',
  'exit',
  'return',
  'sleep',
  'seq',
  'let',
  'local',
  'declare',
  'typeset',
  'readonly',
  'basename',
  'dirname',
  'shift',
  'break',
  'continue',
  'wait',
]);
const CHANGERS = [DELETERS, WRITERS, MOVERS, COPIERS, MODE_WRITERS, SHELLS, INTERPRETERS];
const MOST_RUNS = 400;

/** Decides what a list of words does as a command; null stands for a word that is not known. */
export function run(words: Words, call: Call): void {
  const { scene } = call;
  const [given, ...rest] = words;
  if (given === undefined || scene.depth > 40) return;
  if (scene.deeds.length > MOST_RUNS * 8) return;
  if (given === null || given === '') {
    scene.deeds.push({ kind: 'opaque', what: 'the name of the program' });
    return;
  }
  const first = given.startsWith('=') ? given.slice(1) : given;
  if (/[*?[]/.test(first) && first.length > 1 && first !== '[[') {
    globbed(first, rest, call);
    return;
  }
  const isLocal =
    first.includes('/') &&
    !/^\/(?:usr\/(?:local\/)?|opt\/\w+\/)?(?:s?bin|lib\w*)\//.test(
      asWritten(absolute(first, scene)[0] ?? first, scene),
    );
  const program = basename(first);
  const known = rest.filter((word) => word !== null);
  if (isLocal) local(first, scene, call);
  scene.deeds.push({
    kind: 'run',
    program: isLocal ? './' + program : scene.functions.has(program) ? ':' : program,
    arguments: known,
    ...(first.includes('/') && { file: asWritten(absolute(first, scene)[0] ?? first, scene) }),
  });
  if (isLocal && !/^(?:sudo|su|doas)$/.test(program)) {
    foundIn('', rest).forEach((one) => found(one, call));
    return;
  }
  if (known.length < rest.length && !PRINTERS.has(program))
    scene.deeds.push({ kind: 'opaque', what: `an argument of ${program.slice(0, 40)}` });
  if (PRIVILEGED.has(program) || /^mkfs\./.test(program)) scene.deeds.push(privileged(program, known.join(' ')));
  if (program === 'cd' || program === 'pushd' || program === 'popd') {
    changeFolder(program, rest, scene);
    return;
  }
  nested(program, rest, call);
  const inner = NETWORKERS.has(program) ? { ...call, isFetched: true } : call;
  for (const one of foundIn(program, rest)) found(one, inner);
}

/** Looking is not changing. */
const LOOKS =
  /^(?:systemctl (?:--\S+ )*(?:status|list-\S+|is-\S+|show|cat)|crontab -l|service \S+ status|sysctl (?:-a|-n)? ?[\w.]*|mount|defaults read.*|ufw status|swapon --show|csrutil status|xattr -?l?.*|(?!shutdown|halt|poweroff|reboot)\S+ (?:--help|--version|-h|-V))(?: [\w.@-]+)*$/;
const privileged = (program: string, rest: string): Deed =>
  LOOKS.test(`${program} ${rest}`.trim().slice(0, 300))
    ? { kind: 'opaque', what: `what ${program} shows` }
    : danger(`${program}, which changes the system or the user`);

/** A program by its path: one of the workspace is a script of the project, unless this line made it. */
function local(path: string, scene: Scene, call: Call): void {
  for (const one of absolute(path, scene)) {
    const whole = asWritten(one, scene);
    if (scene.written.has(whole)) scriptWritten(whole, call);
    else if (!whole.startsWith(`${scene.world.workspace}/`))
      scene.deeds.push({ kind: 'opaque', what: 'a program outside the workspace' });
  }
}

function scriptWritten(path: string, { scene, walker }: Call): void {
  const text = scene.written.get(path);
  scene.deeds.push(
    text === null || text === undefined
      ? danger('a file that was only just fetched or made is run')
      : { kind: 'opaque', what: 'a script that the command itself writes' },
  );
  if (typeof text === 'string') walker.script(text, scene);
}

const NAMES = 'rm cat sh bash mv cp dd sudo curl wget ls chmod chown python3 node perl nc env id su tee ln'.split(' ');
function globbed(pattern: string, rest: Words, call: Call): void {
  const plain = basename(pattern).replace(/\[(!?)([^\]]*)\]/g, (_, not: string, set: string) =>
    not === '' && set.length === 1 ? set : '?',
  );
  const fits = nameMatcher(plain);
  call.scene.deeds.push({ kind: 'opaque', what: 'the name of the program, which is a pattern' });
  for (const name of NAMES.filter(fits)) run([name, ...rest], call);
}

function found(one: Found, call: Call): void {
  const { scene } = call;
  switch (one.kind) {
    case 'read':
    case 'write':
    case 'delete':
      file(one.kind, one.path, scene);
      if (one.kind === 'write')
        for (const path of absolute(one.path, scene)) {
          const whole = asWritten(path, scene);
          if (!scene.written.has(whole)) scene.written.set(whole, call.isFetched ? null : '');
        }
      return;
    case 'shell':
      if (one.what === 'code') {
        codeLiteral(one.text ?? '', call);
        return;
      }
      {
        inlineScript(one.what, one.text, call);
        return;
      }
    case 'words': {
      run(one.words, { ...call, scene: deeper(scene) });
      return;
    }
    case 'code':
      if (one.text === null)
        scene.deeds.push(
          call.isDecoded
            ? danger(`decoded data run by ${one.language}`)
            : { kind: 'opaque', what: `what ${one.language} runs` },
        );
      else for (const inner of codeFound(one.text)) found(inner, call);
      return;
    default:
      scene.deeds.push(one);
  }
}

const deeper = (scene: Scene): Scene => ({ ...scene, depth: scene.depth + 1 });

/** A text inside code may be a command: only what is dangerous in it counts, since most texts are none. */
function codeLiteral(text: string, { scene, walker }: Call): void {
  const inner: Scene = { ...scene, deeds: [], variables: new Map(scene.variables) };
  walker.script(text, inner);
  scene.deeds.push(
    ...inner.deeds.filter(({ kind }) => kind === 'danger' || kind === 'delete' || kind === 'write' || kind === 'read'),
  );
}

function inlineScript(program: string, text: string | null, call: Call): void {
  const { scene, walker } = call;
  if (text === null)
    scene.deeds.push(
      call.isDecoded
        ? danger(`decoded or downloaded data run by ${program}`)
        : { kind: 'opaque', what: `what ${program} runs` },
    );
  else walker.script(text, scene);
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
  if (SHELLS.has(program)) {
    shellScript(program, rest, call);
    return;
  }
  if (INTERPRETERS.has(program)) {
    const isFed = !rest.some((word) => word !== null && !word.startsWith('-'));
    for (const text of isFed ? call.fed : []) found({ kind: 'code', language: program, text }, call);
    if (call.isFetched) scene.deeds.push(danger(`fetched data run by ${program}`));
    const [file_] = rest.filter((word) => word !== null && !word.startsWith('-'));
    if (file_ !== undefined && file_ !== null) {
      ranFile(file_, call);
      if (!rest.some((word) => word !== null && INLINE.test(word)) && isForeign(file_, call))
        scene.deeds.push({ kind: 'opaque', what: 'a script outside the workspace' });
    }
    return;
  }
  wrapped(program, rest, call);
}

function sourced(program: string, [path]: Words, call: Call): void {
  if (call.isFetched) call.scene.deeds.push(danger(`fetched data run by ${program}`));
  else if (path === '/dev/stdin' || path === '/dev/fd/0' || path === '/proc/self/fd/0')
    for (const text of call.fed.length === 0 ? [null] : call.fed) inlineScript(program, text, call);
  else if (path !== undefined && path !== null && /(?:^|\/)(?:\.?venv|env)\/bin\/activate$/.test(path)) return;
  else call.scene.deeds.push({ kind: 'opaque', what: `what ${program} runs` });
  if (path !== undefined && path !== null) ranFile(path, call);
}

/** What an interpreter runs from its own words, or by the name of a module, is no file. */
const INLINE = /^(?:-[a-zA-Z]*[cCeEpr]|-m|--eval|--print|--require|eval)$/;

/** A script that came neither with the project nor with the system: nobody has said what it does. */
function isForeign(path: string, { scene }: Call): boolean {
  return !absolute(path, scene)
    .map((one) => asWritten(one, scene))
    .every((one) => one.startsWith(`${scene.world.workspace}/`) || /^\/usr\/(?:s?bin|lib|share)\//.test(one));
}

function ranFile(path: string, call: Call): void {
  for (const one of absolute(path, call.scene)) {
    const whole = asWritten(one, call.scene);
    if (call.scene.written.has(whole)) scriptWritten(whole, call);
  }
}

function shellScript(program: string, rest: Words, call: Call): void {
  if (call.isFetched) call.scene.deeds.push(danger(`fetched data run by ${program}`));
  const at = rest.findIndex((word) => word !== null && /^-[a-zA-Z]*c$/.test(word)) + 1;
  if (at > 0) {
    inlineScript(program, rest[at] ?? null, call);
    return;
  }
  const path = rest.find((word) => word === null || !/^[-+]/.test(word));
  if (path === null) call.scene.deeds.push({ kind: 'opaque', what: `what ${program} runs` });
  else if (path !== undefined) {
    ranFile(path, call);
    file('read', path, call.scene);
    if (isForeign(path, call)) call.scene.deeds.push({ kind: 'opaque', what: 'a script outside the workspace' });
  } else for (const text of call.fed) inlineScript(program, text, call);
}

const OF_PRIVILEGED = { operands: 0, valued: new Set(['-u', '-g', '-c']) };
const RUNNERS = new Set(['uv', 'poetry', 'pipenv', 'bundle', 'direnv']);

/** Runs what stands behind a wrapper's own words: options, their values, assignments, operands. */
function wrapped(program: string, rest: Words, call: Call): void {
  const wrapper = PRIVILEGED.has(program) ? OF_PRIVILEGED : WRAPPERS[program];
  if (wrapper === undefined || (RUNNERS.has(program) && !/^(?:run|exec)$/.test(rest[0] ?? ''))) return;
  let at = 0;
  let operands = wrapper.operands;
  for (; at < rest.length; at += 1) {
    const word = rest[at];
    if (word === null || word === undefined) break;
    if (program === 'env' && ofEnv(word, rest.slice(at + 1), call)) return;
    if (/^(?:-s|-c)$/.test(word) && ['entr', 'flock', 'script', 'su'].includes(program)) {
      inlineScript(program, rest[at + 1] ?? null, call);
      return;
    }
    if (program === 'command' && /^-[vV]/.test(word)) return;
    if (program === 'npx' && /^(?:-y|--yes|-p|--package)/.test(word))
      call.scene.deeds.push({ kind: 'opaque', what: 'a package that npx fetches' });
    if (wrapper.valued.has(word)) at += 1;
    else if (isOperand(word) && operands-- <= 0) break;
  }
  const inner = rest.slice(at);
  if (inner.length > 0 && ['ssh', 'watch', 'parallel', 'sshpass'].includes(program) && !inner.includes(null)) {
    call.walker.script(inner.join(' '), deeper(call.scene));
    return;
  }
  if (program === 'xargs' && typeof inner[0] === 'string' && CHANGERS.some((set) => set.has(basename(inner[0] ?? ''))))
    call.scene.deeds.push({ kind: 'opaque', what: 'what xargs adds to the command' });
  run(inner, { ...call, scene: deeper(call.scene) });
}

/** `-S` splits a text into a command, `-C` goes to a folder first. Whether the option was one of them, and has been followed. */
function ofEnv(option: string, behind: Words, call: Call): boolean {
  const split = /^(?:-S|--split-string=?)(.*)$/s.exec(option)?.[1];
  if (split !== undefined) {
    const words = [split, ...behind];
    inlineScript('env', words.includes(null) ? null : words.join(' '), call);
    return true;
  }
  const joined = /^--chdir=(.*)$/s.exec(option)?.[1];
  if (joined === undefined && option !== '-C' && option !== '--chdir') return false;
  const folder = joined ?? behind[0] ?? null;
  const scene = { ...call.scene, folders: folder === null ? [] : absolute(folder, call.scene) };
  wrapped('env', joined === undefined ? behind.slice(1) : behind, { ...call, scene });
  return true;
}

const isOperand = (word: string): boolean => !word.startsWith('-') && !/^[A-Za-z_]\w*=/.test(word);
