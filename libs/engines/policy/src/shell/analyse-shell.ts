import {
  type Assignment,
  type Command,
  forEachChild,
  parse,
  type Pipeline,
  type Redirect,
  type SyntaxNode,
  type Word,
} from 'unbash';
import type { Deed, World } from '../request.js';
import { deedsOfArguments } from './deeds-of-command.js';
import { PRIVILEGED, SHELLS, WRAPPERS } from './programs.js';
import { constantOf } from './words.js';

const LONGEST_COMMAND = 100_000;
const DEEPEST = 12;
const MOST_DEEDS = 2_000;

/** Where the walk stands: what an earlier part of the line has set. */
interface Scene {
  readonly world: World;
  /** Null once a `cd` went somewhere unknown. */
  cwd: string | null;
  readonly variables: Map<string, string>;
  readonly deeds: Deed[];
  depth: number;
}

/** Everything that `command` would do, found by parsing it. Total: what cannot be read is opaque. Relative paths are made absolute. */
export function analyseShell(command: string, cwd: string, world: World): readonly Deed[] {
  if (command.length > LONGEST_COMMAND) return [{ kind: 'danger', what: 'a command of more than 100,000 characters' }];
  const scene: Scene = {
    world,
    cwd,
    variables: new Map([
      ['HOME', world.home],
      ['PWD', cwd],
    ]),
    deeds: [],
    depth: 0,
  };
  script(command, scene);
  return scene.deeds;
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

function walk(node: SyntaxNode, scene: Scene): void {
  if (scene.deeds.length > MOST_DEEDS) {
    scene.deeds.push({ kind: 'danger', what: 'more than two thousand effects in one command' });
    return;
  }
  if (node.type === 'Pipeline') pipeline(node, scene);
  if (node.type === 'Redirect') redirection(node, scene);
  // Substitutions inside the words run first, so they are walked first.
  forEachChild(node, (child) => walk(child, scene));
  if (node.type === 'Command') simpleCommand(node, scene);
}

/** Data that flows into a shell is a command that nobody has seen. */
function pipeline({ commands }: Pipeline, scene: Scene): void {
  for (const command of commands.slice(1)) {
    if (command.type !== 'Command' || command.name === undefined) continue;
    const words = [command.name, ...command.suffix.filter((part): part is Word => part.type === 'Word')].map((word) =>
      constantOf(word, scene.variables),
    );
    const program = words
      .map((word) => basename(word ?? ''))
      .find((word) => word !== 'sudo' && word !== 'env' && !word.startsWith('-'));
    if (program !== undefined && SHELLS.has(program) && !words.includes('-c'))
      scene.deeds.push({ kind: 'danger', what: `data piped into ${program}` });
  }
}

function redirection(node: Redirect, scene: Scene): void {
  if (node.target === undefined) return;
  const target = constantOf(node.target, scene.variables);
  if (/^\d*(?:<&|>&)$/.test(node.operator) && target !== null && /^[\d-]+$/.test(target)) return;
  if (target === '/dev/null') return;
  if (target === null) scene.deeds.push({ kind: 'opaque', what: 'the target of a redirection' });
  else if (/^\/dev\/(?:tcp|udp)\//.test(target))
    scene.deeds.push({ kind: 'danger', what: 'a network connection by redirection' });
  else file(node.operator.includes('>') ? 'write' : 'read', target, scene);
}

function simpleCommand(command: Command, scene: Scene): void {
  const { name } = command;
  for (const part of command.prefix) if (part.type === 'Assignment') assignment(part, scene, name !== undefined);
  if (name === undefined) return;
  const words = [name, ...command.args.flatMap((part) => (part.type === 'Word' ? [part] : []))];
  run(
    words.map((word) => constantOf(word, scene.variables)),
    scene,
  );
}

/** Variables that make the program behind them run, load or believe something else. */
const DANGEROUS_VARIABLE =
  /^(?:LD_|DYLD_|PATH$|IFS$|BASH_ENV$|ENV$|GIT_|PAGER$|EDITOR$|VISUAL$|LESSOPEN$|PROMPT_COMMAND$|NODE_OPTIONS$|PYTHON|PERL5|RUBYOPT$|npm_config_)/;

function assignment(part: Assignment, scene: Scene, isForCommand: boolean): void {
  if (DANGEROUS_VARIABLE.test(part.name)) {
    scene.deeds.push({ kind: 'danger', what: `the variable ${part.name.slice(0, 40)}` });
  }
  if (isForCommand) return;
  const isWhole = part.index === undefined && part.append !== true;
  const value = isWhole && part.value.type === 'Word' ? constantOf(part.value, scene.variables) : null;
  if (value === null) scene.variables.delete(part.name);
  else scene.variables.set(part.name, value);
}

/** Programs whose arguments are only printed or compared: not to know one is no harm. */
const PRINTERS = new Set(['echo', 'printf', 'export', 'test', '[']);

/** Decides what a list of words does as a command; null stands for a word that is not known. */
function run(words: readonly (string | null)[], scene: Scene): void {
  const [first, ...rest] = words;
  if (first === undefined) return;
  if (first === null) {
    scene.deeds.push({ kind: 'opaque', what: 'the name of the program' });
    return;
  }
  const program = basename(first);
  const known = rest.filter((word) => word !== null);
  scene.deeds.push({ kind: 'run', program, arguments: known }, ...doubts(program, known.length < rest.length));
  if (program === 'cd' || program === 'pushd') {
    changeFolder(rest, scene);
    return;
  }
  nested(program, rest, scene);
  for (const deed of deedsOfArguments(program, known)) {
    if (deed.kind === 'read' || deed.kind === 'write' || deed.kind === 'delete') file(deed.kind, deed.path, scene);
    else scene.deeds.push(deed);
  }
}

/** What the program alone makes uncertain or dangerous, whatever it is given. */
function doubts(program: string, hasUnknownArgument: boolean): Deed[] {
  const deeds: Deed[] = [];
  if (hasUnknownArgument && !PRINTERS.has(program)) {
    deeds.push({ kind: 'opaque', what: `an argument of ${program.slice(0, 40)}` });
  }
  if (PRIVILEGED.has(program)) deeds.push({ kind: 'danger', what: `${program}, which changes the system or the user` });
  if (program === 'source' || program === '.') deeds.push({ kind: 'opaque', what: `what ${program} runs` });
  return deeds;
}

function nested(program: string, rest: readonly (string | null)[], scene: Scene): void {
  if (program === 'eval') inlineScript(program, rest.includes(null) ? null : rest.join(' '), scene);
  else if (SHELLS.has(program)) shellScript(program, rest, scene);
  else if (program === 'find') findCommands(rest, scene);
  else wrapped(program, rest, scene);
}

function shellScript(program: string, rest: readonly (string | null)[], scene: Scene): void {
  const at = rest.findIndex((word) => word !== null && /^-[a-z]*c$/.test(word)) + 1;
  if (at > 0) inlineScript(program, rest[at] ?? null, scene);
}

function inlineScript(program: string, text: string | null, scene: Scene): void {
  if (text === null) scene.deeds.push({ kind: 'opaque', what: `what ${program} runs` });
  else script(text, scene);
}

const OF_PRIVILEGED = { operands: 0, valued: new Set(['-u', '-g', '-c']) };

/** Runs what stands behind a wrapper's own words: options, their values, assignments, operands. */
function wrapped(program: string, rest: readonly (string | null)[], scene: Scene): void {
  const wrapper = PRIVILEGED.has(program) ? OF_PRIVILEGED : WRAPPERS[program];
  if (wrapper === undefined) return;
  let at = 0;
  let operands = wrapper.operands;
  for (; at < rest.length; at += 1) {
    const word = rest[at];
    if (word === null || word === undefined) break;
    if (wrapper.valued.has(word)) at += 1;
    else if (isOperand(word) && operands-- <= 0) break;
  }
  run(rest.slice(at), scene);
}

const isOperand = (word: string): boolean => !word.startsWith('-') && !/^[A-Za-z_]\w*=/.test(word);

function findCommands(rest: readonly (string | null)[], scene: Scene): void {
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at];
    if (word === '-delete')
      scene.deeds.push(
        ...rest.slice(0, 1).map((path): Deed => ({ kind: 'delete', path: absolute(path ?? '.', scene) ?? '/' })),
      );
    if (word === '-exec' || word === '-execdir' || word === '-ok' || word === '-okdir') {
      const end = rest.findIndex((other, index) => index > at && (other === ';' || other === '+'));
      run(rest.slice(at + 1, end === -1 ? undefined : end), scene);
    }
  }
}

function changeFolder([target]: readonly (string | null | undefined)[], scene: Scene): void {
  if (target === undefined) scene.cwd = scene.world.home;
  else scene.cwd = target === null || target === '-' ? null : absolute(target, scene);
}

function file(kind: 'read' | 'write' | 'delete', path: string, scene: Scene): void {
  const whole = absolute(path, scene);
  scene.deeds.push(whole === null ? { kind: 'opaque', what: 'a path in an unknown folder' } : { kind, path: whole });
}

function absolute(path: string, { world, cwd }: Scene): string | null {
  if (path === '~' || path.startsWith('~/')) return world.home + path.slice(1);
  if (path.startsWith('~')) return null;
  if (path.startsWith('/')) return path;
  return cwd === null ? null : `${cwd}/${path}`;
}

const basename = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
