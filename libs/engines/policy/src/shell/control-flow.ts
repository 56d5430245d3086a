import { type AndOr, forEachChild, type For, type If, type Select, type SyntaxNode, type Word } from 'unbash';
import { enter, join, stateOf } from './branches.js';
import { fields, set } from './evaluate.js';
import { type Scene, type State, unionOf } from './scene.js';
import { variableDeed } from './variables.js';
import { withWaysOut } from './ways-out.js';

type Visit = (node: SyntaxNode, scene: Scene) => void;
const MOST_TURNS = 8;
const FEW_TURNS = 3;

/** What stands behind `&&` or `||` may not run: afterwards a variable may hold what any of the ways left in it. */
export function andOr({ commands, operators }: AndOr, scene: Scene, visit: Visit): void {
  const before = scene.folders;
  const ways: State[] = [];
  commands.forEach((command, at) => {
    const operator = at === 0 ? undefined : operators[at - 1];
    if (operator === '||') scene.folders = unionOf(scene.folders, before);
    if (operator === '||') join(ways, scene);
    if (operator === '&&' && isAssignment(commands[at - 1])) ways.pop();
    visit(command, scene);
    ways.push(stateOf(scene));
  });
  join(ways, scene);
  scene.folders = unionOf(scene.folders, before);
}

/** Setting a variable does not fail. */
const isAssignment = (node: SyntaxNode | undefined): boolean =>
  node?.type === 'Command' &&
  (node.name === undefined || /^(?:export|declare|local|typeset|readonly)$/.test(node.name.value)) &&
  node.prefix.every((part) => part.type === 'Assignment' && !/[`(]/.test(part.text));

/** Each branch begins where the clauses before it have led. */
export function branches(node: If, scene: Scene, visit: Visit): void {
  const ways: State[] = [];
  const before = scene.folders;
  for (const { clause, then } of [node, ...node.elif]) {
    visit(clause, scene);
    const untaken = stateOf(scene);
    const here = scene.folders;
    visit(then, scene);
    ways.push(stateOf(scene));
    enter(untaken, scene);
    scene.folders = unionOf(scene.folders, here);
  }
  if (node.else !== undefined) visit(node.else, scene);
  ways.push(stateOf(scene));
  join(ways, scene);
  scene.folders = unionOf(scene.folders, before);
}

/** A body that may run, or not; one that loops may meet what it has set itself. */
export function maybe(node: SyntaxNode, scene: Scene, visit: Visit): void {
  const before = scene.folders;
  const untaken = stateOf(scene);
  if (node.type === 'Case') {
    visit(node.word, scene);
    const ways = [untaken];
    for (const item of node.items) {
      enter(untaken, scene);
      visit(item, scene);
      ways.push(stateOf(scene));
    }
    join(ways, scene);
  } else withWaysOut(scene, () => round(node, scene, visit));
  scene.folders = unionOf(scene.folders, before);
}

/** Turn after turn, while something is other than it was before. */
function round(node: SyntaxNode, scene: Scene, visit: Visit): void {
  const ways = [stateOf(scene)];
  for (let turns = 1; ; turns += 1) {
    const before = stateOf(scene);
    forEachChild(node, (child) => visit(child, scene));
    ways.push(stateOf(scene));
    const isShifted = before.lists.get('@')?.length !== scene.lists.get('@')?.length;
    if (isSettled(before, scene) || turns === (isShifted ? MOST_TURNS : FEW_TURNS)) break;
  }
  join(ways, scene);
}

/** Whether a further turn would meet nothing new: what a loop reads is another thing each time, and known for what it is. */
function isSettled(before: State, { variables, lists, inputs }: Scene): boolean {
  if (before.lists.get('@')?.length !== lists.get('@')?.length) return false;
  if (before.variables.isSame(variables)) return true;
  const names = [...before.variables.keys(), ...variables.keys()];
  return names.every((name) => name === '_' || inputs.has(name) || before.variables.get(name) === variables.get(name));
}

/** A body that runs once for each word; beyond some, the word counts as not known. */
export function loop({ name, wordlist, body }: For | Select, scene: Scene, visit: Visit): void {
  const given = wordlist?.flatMap((word) => fields(word, scene)) ?? scene.lists.get('@') ?? [];
  for (const word of wordlist ?? []) visit(word, scene);
  const turns: (string | null)[] = given.length === 0 ? [null] : given.slice(0, MOST_TURNS);
  if (given.length > MOST_TURNS) turns.push(null);
  const untaken = isSure(wordlist) ? undefined : stateOf(scene);
  withWaysOut(scene, () => {
    for (const value of turns) {
      variableDeed(name.value, value, scene);
      set(name.value, value, scene);
      visit(body, scene);
    }
    if (untaken !== undefined) join([untaken, stateOf(scene)], scene);
  });
}

/** Whether a loop has a turn at all: over words that say what they are. */
const isSure = (words: readonly Word[] | undefined): boolean =>
  words !== undefined &&
  words.length > 0 &&
  words.some(({ parts, text }) => parts === undefined && !/[*?[]/.test(text));
