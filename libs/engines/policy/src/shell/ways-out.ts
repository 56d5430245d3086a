import { join, stateOf } from './branches.js';
import { fix } from './evaluate.js';
import type { Scene, State } from './scene.js';

const MOST_WAYS = 16;
/** They leave what they stand in, or declare. */
const TURNING = new Set('break continue return exit logout local declare typeset readonly export'.split(' '));
const FIXING = /^-[a-zA-Z]*r/;

/**
 * Goes through the body of a loop or a function. It may be left before its end, and what a function declares is its own: behind it a variable may hold
 * what it held at any such point.
 */
export function withWaysOut(scene: Scene, act: () => void): void {
  const outer = scene.waysOut;
  const ways: State[] = [];
  scene.waysOut = ways;
  act();
  scene.waysOut = outer;
  if (ways.length > 0) join([...ways, stateOf(scene)], scene);
}

/** Whether a command of this name leaves what it stands in, or declares: asked of every command. */
export const isTurningPoint = (name: string): boolean => TURNING.has(name);

/** Notes what variables hold where a command leaves, or is about to declare what hides them. */
export function leave(name: string, scene: Scene): void {
  if (name === 'export' || name === 'readonly' || scene.waysOut === undefined) return;
  if (scene.waysOut.length < MOST_WAYS) scene.waysOut.push(stateOf(scene));
}

/** Notes which variables nothing can set any more. */
export function fixed([name, ...rest]: readonly (string | null)[], scene: Scene): void {
  if (name !== 'readonly' && !rest.some((word) => word !== null && FIXING.test(word))) return;
  for (const word of rest) {
    const [variable] = /^[A-Za-z_]\w*/.exec(word ?? '') ?? [];
    if (variable !== undefined) fix(variable, scene);
  }
}
