import type { Command, Redirect, Word } from 'unbash';
import { asWritten } from '../paths.js';
import { assignment, expandedAssignments, isSubstituting, subscript } from './assignments.js';
import { forEachChoice } from './branches.js';
import type { Walker } from './call.js';
import type { CheapMap } from './cheap-map.js';
import { addFields, constant, set } from './evaluate.js';
import { guessTarget, runGuessed } from './guesses.js';
import { fromProcess, isReading as reads, printedFor, readLines } from './read-lines.js';
import { run } from './run-words.js';
import { absolute, basename, type Choices, file, type Piped, type Scene } from './scene.js';
import { GUARDS } from './system-programs.js';
import { SHOWS, showsSecret } from './shown-secrets.js';
import { LONGEST_READ, SIGN } from './signs.js';
import { known } from './special.js';
import { notedOf, traitsOf } from './traits.js';
import { fixed, isTurningPoint, leave } from './ways-out.js';

/** What a redirection reads, writes or connects to. */
export function redirection(node: Redirect, scene: Scene): void {
  if (node.target === undefined) return;
  const target = constant(node.target, scene);
  if ((node.operator === '<&' || node.operator === '>&') && target !== null && /^(?:\d+-?|-)$/.test(target)) return;
  if (target === '/dev/null' || target === '/dev/fd/63') return;
  if (target === null) {
    scene.deeds.push({ kind: 'opaque', what: 'the target of a redirection' });
    guessTarget(node.operator.includes('>') ? 'write' : 'read', node.target, scene);
  } else if (/^\/dev\/(?:tcp|udp)\//.test(target))
    scene.deeds.push({ kind: 'danger', what: 'a network connection by redirection' });
  else file(node.operator.includes('>') ? 'write' : 'read', target, scene);
}

/** What one command does: its assignments, its words, what is fed to it. `walker` reads what it runs in turn. */
export function simpleCommand(command: Command, scene: Scene, walker: Walker): void {
  const { name, args } = command;
  if (name === undefined || scene.either.size === 0) once(command, scene, walker);
  else
    forEachChoice([name.text, ...args.flatMap((part) => ('text' in part ? [part.text] : []))], scene, () => {
      once(command, scene, walker);
    });
}

function once(command: Command, scene: Scene, walker: Walker): void {
  const { name } = command;
  for (const part of command.prefix) if (part.type === 'Assignment') assignment(part, scene, name !== undefined);
  if (name === undefined) return;
  const words = wordsOf(command, name, scene);
  const habits = habitsOf(name.value);
  const own = ofShell(words);
  const { isAssigning, isReading } = own[0] === name.value ? habits : habitsOf(own[0] ?? '');
  if (isAssigning) expandedAssignments(own, command, scene);
  const isPlain = (scene.texts.signs & MAY_HIDE) === 0;
  leaks(command, words, habits, scene);
  const decoded = !isPlain && isDecoding(command, scene);
  const fed = command.redirects.length === 0 ? NOTHING : fedTo(command, scene);
  const fetched = !isPlain && takesProcess(command);
  if (command.redirects.length > 0) redirected(name.value, command, { words, fed }, scene);
  const piped = scene.piped.get(command) ?? (isPlain ? undefined : ofProcess(command, scene));
  if (isReading) readLines(own, command, fed, scene);
  else if (scene.given !== undefined && !READS_NOTHING.has(name.value)) scene.given.isUsed = true;
  const isNameDecoded = !isPlain && isHiddenName(name.text, scene);
  const before = command.prefix.length === 0 ? NOTHING_SET : valuesBefore(command, scene);
  for (const part of command.prefix)
    if (part.type === 'Assignment' && part.value.type === 'Word' && part.index === undefined)
      set(part.name, constant(part.value, scene), scene);
  const call = {
    scene,
    walker,
    fed,
    piped,
    isDecoded: decoded,
    isNameDecoded,
    isFetched: fetched,
    isBuild: false,
    isBehind: false,
  };
  run(words, call);
  if (words.includes(null)) runGuessed(command, words, call);
  scene.last = words.at(-1) ?? null;
  if (scene.tellsLast) set('_', scene.last, scene);
  // What is set for one command alone, a shell that it starts can see, and nobody else.
  for (const one of before) restore(one, scene);
}

/** The words of a command; what it declares is set on the way. */
function wordsOf({ args }: Command, name: Word, scene: Scene): readonly (string | null)[] {
  const words: (string | null)[] = [];
  addFields(name, scene, words);
  const [first] = args;
  const called = first?.type === 'Word' && FORWARDS.has(name.value) ? first.value : name.value;
  const isTurning = isTurningPoint(called);
  if (isTurning) leave(called, scene);
  for (const part of args)
    if (part.type === 'Word') addFields(part, scene, words);
    else {
      assignment(part, scene, false);
      words.push(part.value.type === 'Word' ? `${part.name}=${constant(part.value, scene) ?? ''}` : `${part.name}=`);
    }
  if (isTurning) fixed(ofShell(words), scene);
  return words;
}

const ofProcess = (command: Command, scene: Scene): Piped | undefined =>
  fromProcess(command.redirects, scene) ?? listed(command, scene);

/** `xargs -a <(command)` takes the words that the command prints. */
function listed({ name, args }: Command, scene: Scene): Piped | undefined {
  if (name?.value !== 'xargs') return undefined;
  for (const part of args) {
    const piped = part.type === 'Word' ? printedFor(part, scene) : undefined;
    if (piped !== undefined) return piped;
  }
  return undefined;
}

/** Without one of these nothing in a line is decoded, fetched, or fed from a process. */
const MAY_HIDE = SIGN.replaced | SIGN.round | SIGN.long;

/** What a variable held before a command that sets it for itself. */
interface Before {
  readonly name: string;
  readonly value: string | undefined;
  readonly list: readonly string[] | undefined;
  readonly choices: Choices | undefined;
}
const NOTHING_SET: readonly Before[] = [];

function valuesBefore({ prefix }: Command, { variables, lists, either }: Scene): readonly Before[] {
  const before: Before[] = [];
  for (const part of prefix)
    if (part.type === 'Assignment') {
      const { name } = part;
      before.push({ name, value: variables.get(name), list: lists.get(name), choices: either.get(name) });
    }
  return before;
}

function restore({ name, value, list, choices }: Before, { variables, lists, either }: Scene): void {
  putBack(variables, name, value);
  putBack(lists, name, list);
  putBack(either, name, choices);
}

function putBack<Value>(map: CheapMap<Value>, name: string, value: Value | undefined): void {
  if (value === undefined) map.delete(name);
  else map.set(name, value);
}

interface Text {
  readonly words: readonly (string | null)[];
  readonly fed: readonly (string | null)[];
}
/** What is fed to a shell from a file, and what the line itself writes to files. */
function redirected(name: string, command: Command, text: Text, scene: Scene): void {
  const program = basename(name);
  const { isShell, isInterpreter, isNetworker } = traitsOf(program);
  if (isShell && command.redirects.some(({ operator }) => operator === '<'))
    scene.deeds.push({ kind: 'opaque', what: `what ${program} is given to run` });
  if ((isShell || isInterpreter) && command.redirects.some(isFromDescriptor))
    scene.deeds.push({ kind: 'danger', what: `data piped into ${program}` });
  const targets: { readonly path: string; readonly isAppended: boolean }[] = [];
  for (const one of command.redirects)
    if (one.type === 'Redirect' && one.operator.includes('>') && one.target)
      targets.push({ path: constant(one.target, scene) ?? '', isAppended: one.operator.includes('>>') });
  if (targets.length === 0) return;
  const produced = producedBy(name, text) ?? (isNetworker || DECODERS.has(program) ? null : '');
  for (const { path: target, isAppended } of targets)
    for (const path of absolute(target, scene)) {
      const whole = asWritten(path);
      const before = isAppended ? scene.written.get(whole) : undefined;
      scene.written.set(
        whole,
        before === null || produced === null ? null : `${before ?? ''}${before ? '\n' : ''}${produced}`,
      );
    }
}

/** What it writes where it writes what it is given; nothing where that is not known. */
function producedBy(name: string, { words, fed }: Text): string | null | undefined {
  if (basename(name) === 'cat') return fed[0];
  return name === 'echo' || name === 'printf'
    ? known(words.slice(1)).join(' ').replaceAll('\\n', '\n').replaceAll('\\t', '\t')
    : undefined;
}

/** `<&3` takes what an earlier line has opened: a pipe, a download, a connection. */
const isFromDescriptor = (one: Command['redirects'][number]): boolean =>
  one.type === 'Redirect' && one.operator === '<&' && !/^(?:[0-2]-?|-)$/.test(one.target?.text ?? '-');

/** What matters of a command by its name alone, looked up once. */
interface Habits {
  /** It sets variables by its words. */
  readonly isAssigning: boolean;
  readonly isReading: boolean;
  /** It evaluates the name of a variable, with its subscript. */
  readonly isEvaluating: boolean;
  readonly isKilling: boolean;
  readonly isShowing: boolean;
  readonly isNetworker: boolean;
}

const habitsOf = notedOf((name): Habits => {
  const program = basename(name);
  return {
    isAssigning: ASSIGNS.has(name),
    isReading: reads(name),
    isEvaluating: EVALUATES.has(name),
    isKilling: KILLERS.has(program),
    isShowing: SHOWS.has(program),
    isNetworker: traitsOf(program).isNetworker,
  };
});

const FORWARDS = new Set(['command', 'builtin']);
/** The words of what the shell does itself, without those that only have it do that. */
function ofShell(words: readonly (string | null)[]): readonly (string | null)[] {
  const [first] = words;
  if (first === null || first === undefined || !FORWARDS.has(first)) return words;
  return words.slice(words.findIndex((word) => word === null || (!FORWARDS.has(word) && word !== '--')));
}

const ASSIGNS = new Set(['export', 'declare', 'typeset', 'readonly', 'local', 'printf', 'unset']);
/** What the text of a command gives away, whatever its program does. */
function leaks(command: Command, words: readonly (string | null)[], habits: Habits, scene: Scene): void {
  const { signs } = scene.texts;
  if ((signs & SIGN.replaced) !== 0) {
    if (habits.isShowing && showsSecret(command, scene))
      scene.deeds.push({ kind: 'danger', what: 'a secret of the environment shown or sent' });
    if (habits.isNetworker && command.args.some(({ text }) => ALL_OF_ENVIRONMENT.test(text)))
      scene.deeds.push({ kind: 'danger', what: 'the environment, sent away' });
  }
  if (habits.isKilling && command.args.some(({ text }) => GUARDS.test(text)))
    scene.deeds.push({ kind: 'danger', what: 'ending what guards the machine' });
  if ((signs & SIGN.round) !== 0 && command.args.some(isRunningPattern))
    scene.deeds.push({ kind: 'danger', what: 'a pattern of zsh that runs a command' });
  if ((signs & SIGN.at) !== 0 && command.args.some(({ text }) => AS_PROMPT.test(text)))
    scene.deeds.push({ kind: 'danger', what: 'a text that the shell expands, and runs, as a prompt' });
  if (habits.isEvaluating) for (const word of words.slice(1)) subscript(word ?? '', scene);
}

/** Whatever else runs may read what flows into all of them. */
const READS_NOTHING = new Set(['echo', 'printf', ':', 'true', 'test', '[', 'local', 'declare', 'set', 'export']);
const AS_PROMPT = /\$\{[!\w[\]@*]+@P\}/;
const NOTHING: readonly (string | null)[] = [];
/** What they print, nobody has read. */
const DECODERS = new Set('base64 base32 basenc xxd openssl gunzip zcat bzcat xzcat uudecode gpg rev tr'.split(' '));
const KILLERS = new Set(['kill', 'pkill', 'killall']);
/** Whether some word, or a here-string, comes from a command that decodes or downloads. */
function isDecoding({ name, args, redirects }: Command, scene: Scene): boolean {
  const decodes = ({ text }: { readonly text: string }): boolean =>
    text.length > LONGEST_READ || (isSubstituting(text) && DECODED.test(text)) || isFromInput(text, scene);
  return (
    (name !== undefined && decodes(name)) ||
    args.some((part) => part.type === 'Word' && decodes(part)) ||
    redirects.some((one) => one.type === 'HereString' && one.target !== undefined && decodes(one.target))
  );
}

/** Here-documents and here-strings; null where their text is not known. */
function fedTo({ redirects }: Command, scene: Scene): readonly (string | null)[] {
  const fed: (string | null)[] = [];
  for (const one of redirects)
    if (one.type === 'HereDoc') fed.push(one.body.text);
    else if (one.type === 'HereString') fed.push(one.target ? constant(one.target, scene) : null);
  return fed;
}

/** Whether a word or an input of the command is what another command prints: `<(…)`. */
function takesProcess({ name, args, redirects }: Command): boolean {
  return (
    name?.text.startsWith('<(') === true ||
    args.some((part) => part.type === 'Word' && part.text.startsWith('<(')) ||
    redirects.some((one) => one.type === 'Redirect' && one.target?.text.startsWith('<(') === true)
  );
}

/** zsh runs what stands behind `e` and `+` in the brackets of a pattern: `*(e:'command':)`. */
const isRunningPattern = (part: Command['args'][number]): boolean =>
  part.type === 'Word' &&
  part.parts !== undefined &&
  part.parts.some(({ type, text }) => type === 'ExtendedGlob' && RUNNING_PATTERN.test(text));
const RUNNING_PATTERN = /^.\((?:[^()"']{0,200}[^\w()"'|])?[.oOnN]{0,20}(?:e[^\w\s)|]|\+\w)/;

const EVALUATES = new Set(
  'let test [ read unset declare typeset local export readonly printf mapfile readarray wait'.split(' '),
);

const ALL_OF_ENVIRONMENT = /(?:\$\(|`)\s*(?:env|printenv|set|export|declare)\b/;
const isFromInput = (text: string, { inputs }: Scene): boolean =>
  inputs.size > 0 && [...text.matchAll(/\$\{?(\w+)/g)].some(([, name]) => inputs.has(name ?? ''));

const isHiddenName = (text: string, scene: Scene): boolean =>
  (isSubstituting(text) && HIDDEN_NAME.test(text)) || isFromInput(text, scene);

/** A program whose very name is decoded. */
const HIDDEN_NAME =
  /(?:\$\(|`)[^)`]*\b(?:base64|base32|xxd|openssl|curl|wget|rev|tr|sed|awk|perl|od|uudecode|gunzip|zcat|nc)\b/;

/** Substitutions that make words out of what nobody can read. */
const DECODED = /(?:\$\(|`)[^)`]*\b(?:base64|base32|xxd|openssl|curl|wget|printf|rev|tr|uudecode|gunzip|zcat|nc|cat)\b/;
