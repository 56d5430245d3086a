import type { Function as FunctionNode, SyntaxNode } from 'unbash';
import { COSTS, spend } from './budget.js';
import type { Scene } from './scene.js';
import { withWaysOut } from './ways-out.js';

type Visit = (node: SyntaxNode, scene: Scene) => void;

/** Keeps what a function would do: it does it when it is called, with the words that it is given. */
export function define(node: FunctionNode, scene: Scene): void {
  const name = node.name.value;
  const body = { node, isCalled: false };
  const bodies = scene.bodies.get(name);
  if (bodies === undefined) scene.bodies.set(name, [body]);
  else bodies.push(body);
}

/** Goes through every body that the name has had: which of them counts may hang on what cannot be known. */
export function callFunction(name: string, words: readonly (string | null)[], scene: Scene, visit: Visit): void {
  const before = givePositional(words, scene);
  for (const body of [...(scene.bodies.get(name) ?? [])]) {
    body.isCalled = true;
    if (!spend(scene.budget, COSTS.node) || body.isRunning === true) continue;
    body.isRunning = true;
    withWaysOut(scene, () => visit(body.node, scene));
    body.isRunning = false;
  }
  before();
}

/** What nothing in the line calls may still be called by what cannot be seen, with whatever words. */
export function callTheRest(scene: Scene, visit: Visit): void {
  // What is defined meanwhile stands at the end of what is gone through.
  for (const [, bodies] of scene.bodies)
    for (const body of bodies) {
      if (body.isCalled) continue;
      body.isCalled = true;
      const before = givePositional([null], scene);
      visit(body.node, scene);
      before();
    }
}

/** Sets `$1`, `$2`, … and `$@` as far as they are known; gives the way back. */
export function givePositional(words: readonly (string | null)[], scene: Scene, zero?: string | null): () => void {
  const kept = new Map(NUMBERS.flatMap((name) => pairOf(name, scene.variables.get(name))));
  const list = scene.lists.get('@');
  setPositional(words, scene);
  if (typeof zero === 'string') scene.variables.set('0', zero);
  return () => {
    if (typeof zero === 'string') scene.variables.delete('0');
    setPositional([], scene);
    for (const [name, value] of kept) scene.variables.set(name, value);
    if (list === undefined) scene.lists.delete('@');
    else scene.lists.set('@', list);
  };
}

const pairOf = (name: string, value: string | undefined): readonly [string, string][] =>
  value === undefined ? [] : [[name, value]];

const NUMBERS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

export function setPositional(words: readonly (string | null)[], scene: Scene): void {
  NUMBERS.forEach((name, at) => {
    const word = words[at];
    if (word === undefined || word === null) scene.variables.delete(name);
    else scene.variables.set(name, word);
  });
  if (words.includes(null)) scene.lists.delete('@');
  else scene.lists.set('@', words as readonly string[]);
}
