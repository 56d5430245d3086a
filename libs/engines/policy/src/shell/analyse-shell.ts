import {
  type ArithmeticFor,
  type For,
  forEachChild,
  parse,
  type Pipeline,
  type Select,
  type Statement,
  type SyntaxNode,
  type TestBinaryExpression,
  type TestUnaryExpression,
  type While,
} from 'unbash';
import type { Deed, World } from '../request.js';
import { apartFrom, isUnchanged, join, stateOf } from './branches.js';
import { ascend, COSTS, descend, isSpent, MOST_DEEDS, spend, spendAll } from './budget.js';
import type { Walker } from './call.js';
import { andOr, branches, loop, maybe } from './control-flow.js';
import { set } from './evaluate.js';
import { callTheRest, define } from './functions.js';
import { otherReadings } from './hidden.js';
import { flow, pipeline } from './pipelines.js';
import { NETWORKERS } from './programs.js';
import { givenBy, readsEachLine } from './read-lines.js';
import { quotedText } from './quoted-text.js';
import { newScene, type Scene, unionOf } from './scene.js';
import { SIGN, signsOfText } from './signs.js';
import { subscript } from './assignments.js';
import { redirection, simpleCommand } from './simple-command.js';

const LONGEST_COMMAND = 100_000;
const DEEPEST = 12;
const DEEPEST_BRACKETS = 200;

/** Everything that `command` would do, found by parsing it. Total: what cannot be read is opaque. Relative paths are made absolute. */
export function analyseShell(command: string, cwd: string, world: World): readonly Deed[] {
  if (command.length > LONGEST_COMMAND) return [{ kind: 'danger', what: 'a command of more than 100,000 characters' }];
  const signs = signsOfText(command);
  if ((signs & (SIGN.round | SIGN.curly)) !== 0 && isTooDeep(command))
    return [{ kind: 'danger', what: 'brackets nested more than two hundred deep' }];
  const { texts, isHidden } = otherReadings(command, signs);
  const deeds: Deed[] = isHidden ? [{ kind: 'opaque', what: 'a command with characters that cannot be seen' }] : [];
  reading(command, signs, newScene(world, cwd, deeds));
  for (const text of texts) reading(text, signsOfText(text), newScene(world, cwd, deeds));
  if (pushesElsewhere(deeds)) deeds.push({ kind: 'danger', what: 'pushing to an address that the line itself sets' });
  if (sendsEnvironment(deeds)) deeds.push({ kind: 'danger', what: 'the environment, kept in a file and sent away' });
  return deeds;
}

/** What one reading of the whole line does. */
function reading(text: string, signs: number, scene: Scene): void {
  readOnce(text, signs, scene);
  callTheRest(scene, functionBody);
  // Told here, because the deeds of what is only suspected are not all kept.
  if (isSpent(scene.budget))
    scene.deeds.push({ kind: 'danger', what: 'more effects in one command than can be followed' });
}

const SHOWS_ENVIRONMENT = new Set(['env', 'printenv', 'set', 'export']);
function showsEnvironment(deed: Deed): boolean {
  return deed.kind === 'run' && SHOWS_ENVIRONMENT.has(deed.program) && deed.arguments.every((word) => word === '-p');
}
/** All variables are written to a file, and the file is then read by something that reaches the network. */
function sendsEnvironment(deeds: readonly Deed[]): boolean {
  if (!deeds.some(showsEnvironment)) return false;
  if (!deeds.some((deed) => deed.kind === 'run' && NETWORKERS.has(deed.program))) return false;
  const written = new Set(deeds.flatMap((deed) => (deed.kind === 'write' ? [deed.path] : [])));
  return deeds.some((deed) => deed.kind === 'read' && written.has(deed.path));
}

/** A remote that one part of the line sets, and another pushes to. */
function pushesElsewhere(deeds: readonly Deed[]): boolean {
  let isSet = false;
  for (const deed of deeds) {
    if (deed.kind !== 'run' || deed.program !== 'git') continue;
    if (!isSet && !deed.arguments.some((word) => word.length >= 'remote'.length && word.includes('remote'))) continue;
    const line = deed.arguments.join(' ').slice(0, 500);
    if (isSet && /(?:^| )push(?: |$)/.test(line)) return true;
    isSet ||= /(?:^| )remote (?:add|set-url)(?: |$)/.test(line);
  }
  return false;
}

const [OPEN_ROUND, CLOSE_ROUND, OPEN_CURLY, CLOSE_CURLY] = [0x28, 0x29, 0x7b, 0x7d];
/** The parser reads each substitution again for the one around it: the time grows with the square of the depth. */
function isTooDeep(command: string): boolean {
  let depth = 0;
  for (let at = 0; at < command.length; at += 1) {
    const code = command.charCodeAt(at);
    if (code === OPEN_ROUND || code === OPEN_CURLY) depth += 1;
    else if (code === CLOSE_ROUND || code === CLOSE_CURLY) depth = Math.max(0, depth - 1);
    if (depth > DEEPEST_BRACKETS) return true;
  }
  return false;
}

/** A text inside another may be written in characters of its own that are read in more than one way. */
function script(text: string, scene: Scene): void {
  const signs = signsOfText(text);
  readOnce(text, signs, scene);
  if (scene.depth === 0) return;
  const { texts, isHidden } = otherReadings(text, signs);
  if (isHidden) scene.deeds.push({ kind: 'opaque', what: 'a command with characters that cannot be seen' });
  for (const other of texts) readOnce(other, signsOfText(other), scene);
}

const ZSH_PATTERN = /[\w*?\]./]\([^()\s"']{0,20}e[:'"{|,+/]/;

const LAST_WORD = /\$\{?_/;
function readOnce(text: string, signs: number, scene: Scene): void {
  if (scene.depth >= DEEPEST) {
    scene.deeds.push({ kind: 'danger', what: 'commands nested more than twelve deep' });
    return;
  }
  if (!spend(scene.budget, text.length * COSTS.character)) return;
  // The last word of the command before: a variable only where it is asked for.
  if ((signs & SIGN.replaced) !== 0 && !scene.tellsLast && LAST_WORD.test(text)) {
    scene.tellsLast = true;
    set('_', scene.last, scene);
  }
  scene.depth += 1;
  scene.texts.signs |= signs;
  try {
    const parsed = parse(text);
    if (parsed.errors && parsed.errors.length > 0) unreadable(text, scene);
    walk(parsed, scene);
  } catch {
    // The parser does not throw but where constructs nest deeper than the stack is: nobody writes that.
    scene.deeds.push({ kind: 'danger', what: 'a command that is nested too deep to be parsed' });
  }
  scene.depth -= 1;
}

function unreadable(text: string, scene: Scene): void {
  // What bash cannot read, zsh may.
  if (ZSH_PATTERN.test(text)) scene.deeds.push({ kind: 'danger', what: 'a pattern of zsh that runs a command' });
  scene.deeds.push({ kind: 'opaque', what: 'a command that cannot be parsed' });
}

/** The node of a function, as it does when it is called. */
function functionBody(node: SyntaxNode, scene: Scene): void {
  const before = scene.folders;
  forEachChild(node, (child) => walk(child, scene));
  scene.folders = unionOf(scene.folders, before);
}

const walker: Walker = { script, body: functionBody };

function walk(node: SyntaxNode, scene: Scene): void {
  if (scene.deeds.length > MOST_DEEDS) spendAll(scene.budget);
  if (!descend(scene.budget)) return;
  if (node.type === 'Word' && quotedText(node) !== undefined) passQuotes(node.text, scene);
  else if (!isLeaf(node)) visit(node, scene);
  ascend(scene.budget);
}

/** Pays for the quotes, and for the text that double ones hold, as if they were gone through. */
function passQuotes(quoted: string, { budget }: Scene): void {
  if (!descend(budget)) return;
  if (quoted.startsWith('"') && descend(budget)) ascend(budget);
  ascend(budget);
}

/** Most words are what they say: nothing stands in them. */
function isLeaf(node: SyntaxNode): boolean {
  switch (node.type) {
    case 'Word':
      return node.parts === undefined;
    case 'Literal':
    case 'SingleQuoted':
    case 'SimpleExpansion':
      return true;
    default:
      return false;
  }
}

function visit(node: SyntaxNode, scene: Scene): void {
  switch (node.type) {
    case 'Script':
    case 'CompoundList':
      walkAll(node.commands, scene);
      return;
    case 'Statement':
      statement(node, scene);
      return;
    case 'Command':
      walkAll(node.prefix, scene);
      if (node.name !== undefined) walk(node.name, scene);
      walkAll(node.suffix, scene);
      simpleCommand(node, scene, walker);
      return;
    case 'Pipeline':
      pipeline(node, scene);
      flow(node, scene);
      // `time x=1` and `! x=1` are pipelines of one command: they run in this shell.
      if (node.commands.length > 1) flowing(node, scene);
      else {
        walkAll(node.prefixes, scene);
        walkAll(node.commands, scene);
      }
      return;
    case 'ProcessSubstitution':
      // What is written into `>(sh)` is run by it.
      apart(node, node.operator === '>' ? { ...scene, startedBy: 'a process substitution' } : scene);
      return;
    case 'Subshell':
    case 'CommandExpansion':
    case 'ArithmeticCommandExpansion':
      apart(node, scene);
      return;
    default:
      construct(node, scene);
  }
}

/** What holds other commands, by how it lets them run; of anything else all that stands in it. */
function construct(node: SyntaxNode, scene: Scene): void {
  switch (node.type) {
    case 'AndOr':
      andOr(node, scene, walk);
      return;
    case 'If':
      branches(node, scene, walk);
      return;
    case 'Redirected':
      redirected(node, scene);
      return;
    case 'Case':
      maybe(node, scene, walk);
      return;
    case 'While':
    case 'Select':
    case 'ArithmeticFor':
    case 'For':
      turns(node, scene);
      return;
    case 'Coproc':
      // Its input is open: what the line sends there later is what a shell in it runs.
      apart(node, { ...scene, startedBy: 'coproc' });
      return;
    case 'Function':
      bomb(node.name.value, node.body, scene);
      define(node, scene);
      return;
    case 'Redirect':
      redirection(node, scene);
      break;
    case 'TestUnary':
    case 'TestBinary':
      evaluated(node, scene);
      break;
    default:
  }
  forEachChild(node, (child) => walk(child, scene));
}

function walkAll(nodes: readonly SyntaxNode[], scene: Scene): void {
  for (const node of nodes) walk(node, scene);
}

/** A `cd` by itself may have failed: what follows may stand in either folder. What runs in the background is a shell of its own. */
function statement({ command, background }: Statement, scene: Scene): void {
  const before = scene.folders;
  walk(command, background === true ? apartFrom(scene) : scene);
  scene.folders = unionOf(scene.folders, before);
}

/** What `[[` reads as the name of a variable, or as arithmetic. */
function evaluated(node: TestUnaryExpression | TestBinaryExpression, scene: Scene): void {
  if (node.type === 'TestUnary') {
    if (/^-[vR]$/.test(node.operator)) subscript(node.operand.value, scene);
    return;
  }
  if (!/^-(?:eq|ne|lt|le|gt|ge)$/.test(node.operator)) return;
  subscript(node.left.value, scene);
  subscript(node.right.value, scene);
}

/** In each turn but the first, what flows in may have been read to its end. */
function turns(node: For | Select | ArithmeticFor | While, scene: Scene): void {
  if (node.type === 'While') {
    whileLoop(node, scene);
    return;
  }
  const before = scene.given;
  scene.given = undefined;
  if (node.type === 'ArithmeticFor') maybe(node, scene, walk);
  else loop(node, scene, walk);
  scene.given = before;
}

/** Its variables hold a line in its body, and behind it nobody knows what. */
function whileLoop(node: While, scene: Scene): void {
  const before = scene.given;
  if (!readsEachLine(node)) scene.given = undefined;
  maybe(node, scene, walk);
  scene.given = before;
  if (before !== undefined) before.isUsed = true;
  for (const [name] of scene.inputs) set(name, null, scene);
}

/**
 * Each command of a pipeline is a shell of its own, and reads what the one before it prints. Zsh, and bash where it is told so, run the last one in this
 * shell: what that sets may stay.
 */
function flowing({ commands }: Pipeline, scene: Scene): void {
  const inner = apartFrom(scene);
  commands.forEach((command, at) => {
    if (at > 0) inner.given = scene.piped.get(command) ?? { names: [], isUsed: true };
    walk(command, inner);
  });
  if (!isUnchanged(inner, scene)) join([stateOf(scene), stateOf(inner)], scene);
}

/** A loop or a group may read what is fed to it. */
function redirected(node: Extract<SyntaxNode, { type: 'Redirected' }>, scene: Scene): void {
  const [before, folders] = [scene.given, scene.folders];
  scene.given = givenBy(node.redirects, scene);
  forEachChild(node, (child) => walk(child, scene));
  [scene.given, scene.folders] = [before, unionOf(scene.folders, folders)];
}

/** A shell of its own: where it goes, what it sets does not come back. */
function apart(node: SyntaxNode, scene: Scene): void {
  if ('script' in node && (node.script?.errors?.length ?? 0) > 0) unreadable('text' in node ? node.text : '', scene);
  const inner = apartFrom(scene);
  forEachChild(node, (child) => walk(child, inner));
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
