import {
  type Assignment,
  type Command,
  forEachChild,
  type For,
  parse,
  type ParsedScript,
  type Pipeline,
  type Redirect,
  type SyntaxNode,
  type Word,
} from 'unbash';
import { isWithin, normalised } from '../paths.js';
import type { Deed, World } from '../request.js';
import { meaningOfVariable } from './environment.js';
import { otherReadings } from './hidden.js';
import { INTERPRETERS, NETWORKERS, SHELLS } from './programs.js';
import { run, type Walker } from './run-words.js';
import { absolute, asWritten, basename, file, type Scene, unionOf } from './scene.js';
import { substituted } from './substitution.js';
import { constantOf, fieldsOf } from './words.js';

const LONGEST_COMMAND = 100_000;
const DEEPEST = 12;
const MOST_DEEDS = 2_000;
const DEEPEST_BRACKETS = 200;
const MOST_TURNS = 8;
const MOST_NODES = 100_000;

/** Everything that `command` would do, found by parsing it. Total: what cannot be read is opaque. Relative paths are made absolute. */
export function analyseShell(command: string, cwd: string, world: World): readonly Deed[] {
  if (command.length > LONGEST_COMMAND) return [{ kind: 'danger', what: 'a command of more than 100,000 characters' }];
  if (isTooDeep(command)) return [{ kind: 'danger', what: 'brackets nested more than two hundred deep' }];
  const { texts, isHidden } = otherReadings(command);
  const deeds: Deed[] = isHidden ? [{ kind: 'opaque', what: 'a command with characters that cannot be seen' }] : [];
  for (const text of [command, ...texts]) {
    const variables = new Map([
      ['HOME', world.home],
      ['PWD', cwd],
      ['IFS', ' \t\n'],
      ['PATH', '/usr/bin:/bin'],
      ['USER', basename(world.home)],
      ['SHELL', '/bin/bash'],
      ['BASH', '/bin/bash'],
    ]);
    script(text, {
      world,
      folders: [cwd],
      variables,
      functions: new Set(),
      written: new Map(),
      inputs: new Set(),
      budget: { left: MOST_NODES },
      deeds,
      depth: 0,
    });
  }
  return deeds;
}

/** The parser reads each substitution again for the one around it: the time grows with the square of the depth. */
function isTooDeep(command: string): boolean {
  let depth = 0;
  for (const character of command) {
    if (character === '(' || character === '{') depth += 1;
    if (character === ')' || character === '}') depth = Math.max(0, depth - 1);
    if (depth > DEEPEST_BRACKETS) return true;
  }
  return false;
}

function script(text: string, scene: Scene): void {
  if (scene.depth >= DEEPEST) {
    scene.deeds.push({ kind: 'danger', what: 'commands nested more than twelve deep' });
    return;
  }
  scene.depth += 1;
  try {
    const parsed = parse(text);
    if (parsed.errors && parsed.errors.length > 0)
      scene.deeds.push({ kind: 'opaque', what: 'a command that cannot be parsed' });
    walk(parsed, scene);
  } catch {
    scene.deeds.push({ kind: 'opaque', what: 'a command that cannot be parsed' });
  }
  scene.depth -= 1;
}

const walker: Walker = { script };
const constant = (word: Word, scene: Scene): string | null =>
  constantOf(word, scene.variables, (inner) => substituted(inner, scene));

function walk(node: SyntaxNode, scene: Scene): void {
  scene.budget.left -= 1;
  if (scene.deeds.length > MOST_DEEDS || scene.budget.left < 0) {
    if (scene.budget.left >= 0) scene.budget.left = 0;
    if (scene.budget.left > -2)
      scene.deeds.push({ kind: 'danger', what: 'more effects in one command than can be followed' });
    return;
  }
  switch (node.type) {
    case 'Pipeline':
      pipeline(node, scene);
      // `time x=1` and `! x=1` are pipelines of one command: they run in this shell.
      if (node.commands.length > 1) apart(node, scene);
      else forEachChild(node, (child) => walk(child, scene));
      return;
    case 'Subshell':
    case 'CommandExpansion':
    case 'ProcessSubstitution':
      apart(node, scene);
      return;
    case 'AndOr': {
      const before = scene.folders;
      node.commands.forEach((command, at) => {
        if (node.operators[at - 1] === '||') scene.folders = unionOf(scene.folders, before);
        walk(command, scene);
      });
      scene.folders = unionOf(scene.folders, before);
      return;
    }
    case 'For':
      loop(node, scene);
      return;
    case 'Function':
      bomb(node.name.value, node.body, scene);
      scene.functions.add(node.name.value);
      break;
    case 'Redirect':
      redirection(node, scene);
      break;
    case 'HereString':
      break;
    case 'TestUnary':
      if (node.operator === '-v' || node.operator === '-R') subscript(node.operand.value, scene);
      break;
    default:
  }
  const before = scene.folders;
  forEachChild(node, (child) => walk(child, scene));
  if (node.type === 'Command') simpleCommand(node, scene);
  // A `cd` by itself may have failed: what follows may stand in either folder.
  if (node.type === 'Statement') scene.folders = unionOf(scene.folders, before);
}

/** A subscript is evaluated, and what stands in it is run: `let 'a[$(id)]=1'`. */
function subscript(text: string, scene: Scene): void {
  if (/\[[^\]]*(?:\$\(|`)/.test(text)) scene.deeds.push({ kind: 'danger', what: 'a subscript that runs a command' });
}

/** A shell of its own: where it goes, what it sets does not come back. */
function apart(node: SyntaxNode, scene: Scene): void {
  const inner = { ...scene, variables: new Map(scene.variables) };
  forEachChild(node, (child) => walk(child, inner));
}

function loop({ name, wordlist, body }: For, scene: Scene): void {
  const fields = (wordlist ?? []).flatMap(
    (word): readonly (string | null)[] =>
      fieldsOf(word, scene.variables, (inner) => substituted(inner, scene)) ?? [null],
  );
  for (const word of wordlist ?? []) walk(word, scene);
  const turns: (string | null)[] = wordlist === undefined || fields.length === 0 ? [null] : fields.slice(0, MOST_TURNS);
  if (fields.length > MOST_TURNS) turns.push(null);
  for (const value of turns) {
    if (value === null) scene.variables.delete(name.value);
    else scene.variables.set(name.value, value);
    walk(body, scene);
  }
}

/** A function that starts itself twice, by a pipe or in the background. */
function bomb(name: string, body: SyntaxNode, scene: Scene): void {
  const isItself = (one: SyntaxNode): boolean => one.type === 'Command' && one.name?.value === name;
  if (
    (body.type === 'Pipeline' && body.commands.some(isItself)) ||
    (body.type === 'Statement' && body.background === true && isItself(body.command))
  ) {
    scene.deeds.push({ kind: 'danger', what: 'a function that starts itself without end' });
    return;
  }
  forEachChild(body, (child) => bomb(name, child, scene));
}

const WRAPS = /^(?:sudo|env|nohup|time|command|exec|nice|timeout|stdbuf|busybox|doas|-.*|\d+|\w+=.*)$/;

/** Data that flows into a shell is a command that nobody has seen; data that flows into a sender leaves the machine. */
function pipeline({ commands }: Pipeline, scene: Scene): void {
  for (const command of commands.slice(1)) {
    if (command.type !== 'Command' || command.name === undefined) continue;
    const words = [command.name, ...command.args.filter((part): part is Word => part.type === 'Word')].map(
      (word) => constant(word, scene) ?? '',
    );
    const at = words.findIndex((word) => !WRAPS.test(basename(word)));
    const program = basename(words[at] ?? '');
    const rest = words.slice(at + 1);
    const hasScript = rest.some((word) => /^-[a-zA-Z]*[cemEnp]/.test(word) || (!word.startsWith('-') && word !== ''));
    if (
      (SHELLS.has(program) && !rest.some((word) => /^-[a-z]*c$/.test(word)) && (!hasScript || rest.includes('-s'))) ||
      (INTERPRETERS.has(program) && !hasScript)
    )
      scene.deeds.push({ kind: 'danger', what: `data piped into ${program}` });
    if (['ed', 'red', 'ex'].includes(program))
      scene.deeds.push({ kind: 'opaque', what: `what ${program} is told to do` });
    if (
      ['curl', 'wget', 'http'].includes(program) &&
      rest.some((word) => /^@-$|=@-$|^-$|^-d@-|\/dev\/stdin$/.test(word))
    )
      scene.deeds.push({ kind: 'danger', what: 'data piped into the network' });
    if (['nc', 'ncat', 'netcat', 'socat', 'telnet'].includes(program))
      scene.deeds.push({ kind: 'danger', what: 'data piped into the network' });
  }
}

function redirection(node: Redirect, scene: Scene): void {
  if (node.target === undefined) return;
  const target = constant(node.target, scene);
  if (/^(?:<&|>&)$/.test(node.operator) && target !== null && /^(?:\d+-?|-)$/.test(target)) return;
  if (target === '/dev/null' || target === '/dev/fd/63') return;
  if (target === null) scene.deeds.push({ kind: 'opaque', what: 'the target of a redirection' });
  else if (/^\/dev\/(?:tcp|udp)\//.test(target))
    scene.deeds.push({ kind: 'danger', what: 'a network connection by redirection' });
  else file(node.operator.includes('>') ? 'write' : 'read', target, scene);
}

function simpleCommand(command: Command, scene: Scene): void {
  const { name } = command;
  for (const part of command.prefix) if (part.type === 'Assignment') assignment(part, scene, name !== undefined);
  if (name === undefined) return;
  const substitute = (inner: ParsedScript | undefined): string | null => substituted(inner, scene);
  const words = [name, ...command.args].flatMap((part): readonly (string | null)[] => {
    if (part.type === 'Word') return fieldsOf(part, scene.variables, substitute) ?? [null];
    assignment(part, scene, false);
    return [
      part.value.type === 'Word'
        ? `${part.name}=${constantOf(part.value, scene.variables, substitute) ?? ''}`
        : `${part.name}=`,
    ];
  });
  if (EVALUATES.has(name.value)) for (const word of words.slice(1)) subscript(word ?? '', scene);
  const decoded = [name, ...command.args].some(
    (part) =>
      part.type === 'Word' && (part.text.length > 5_000 || DECODED.test(part.text) || isFromInput(part.text, scene)),
  );
  if (name.value === 'read' || name.value === 'mapfile' || name.value === 'readarray')
    for (const word of words) if (word !== null) scene.inputs.add(word);
  const fed = fedTo(command, scene);
  const fetched = takesProcess(command);
  if (SHELLS.has(basename(name.value)) && command.redirects.some(({ operator }) => operator === '<'))
    scene.deeds.push({ kind: 'opaque', what: `what ${basename(name.value)} is given to run` });
  const targets = command.redirects.flatMap((one) =>
    one.type === 'Redirect' && one.operator.includes('>') && one.target ? [constant(one.target, scene) ?? ''] : [],
  );
  const produced =
    basename(name.value) === 'cat'
      ? fed[0]
      : ['echo', 'printf'].includes(name.value)
        ? words
            .slice(1)
            .filter((word) => word !== null)
            .join(' ')
            .replaceAll('\\n', '\n')
        : null;
  for (const target of targets)
    for (const path of absolute(target, scene))
      scene.written.set(asWritten(path, scene), produced ?? (NETWORKERS.has(basename(name.value)) ? null : ''));
  run(words, { scene, walker, fed, isDecoded: decoded, isFetched: fetched });
}

/** Here-documents and here-strings; null where their text is not known. */
const fedTo = ({ redirects }: Command, scene: Scene): readonly (string | null)[] =>
  redirects.flatMap((one) =>
    one.type === 'HereDoc'
      ? [one.body.text]
      : one.type === 'HereString'
        ? [one.target ? constant(one.target, scene) : null]
        : [],
  );

/** Whether a word or an input of the command is what another command prints: `<(…)`. */
function takesProcess({ name, args, redirects }: Command): boolean {
  const inputs = redirects.flatMap((one) => (one.type === 'Redirect' && one.target !== undefined ? [one.target] : []));
  const words = [...(name === undefined ? [] : [name]), ...args.filter((part) => part.type === 'Word'), ...inputs];
  return words.some(({ text }) => text.startsWith('<('));
}

/** Builtins that evaluate the name of a variable, with its subscript. */
const EVALUATES = new Set(
  'let test [ read unset declare typeset local export readonly printf mapfile readarray wait'.split(' '),
);

const isFromInput = (text: string, { inputs }: Scene): boolean =>
  [...text.matchAll(/\$\{?(\w+)/g)].some(([, name]) => inputs.has(name ?? ''));

/** Substitutions that make words out of what nobody can read. */
const DECODED = /(?:\$\(|`)[^)`]*\b(?:base64|base32|xxd|openssl|curl|wget|printf|rev|tr|uudecode|gunzip|zcat|nc|cat)\b/;

function assignment(part: Assignment, scene: Scene, isForCommand: boolean): void {
  const isWhole = part.index === undefined && part.append !== true;
  const value = isWhole && part.value.type === 'Word' ? constant(part.value, scene) : null;
  const inside = (folder: string): boolean =>
    absolute(folder, scene).every((path) => isWithin(normalised(path, scene.world), scene.world.workspace)) ||
    /^\/(?:usr\/(?:local\/)?s?bin|s?bin|opt\/homebrew\/bin|tmp)$/.test(folder);
  const meaning = meaningOfVariable(part.name, value, inside);
  if (meaning !== null) scene.deeds.push({ kind: meaning, what: `the variable ${part.name.slice(0, 40)}` });
  if (isForCommand) return;
  if (value === null) scene.variables.delete(part.name);
  else scene.variables.set(part.name, value);
}
