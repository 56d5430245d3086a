import { COSTS, spend } from './budget.js';
import { MOST_CHOICES, type Scene, type State } from './scene.js';

const MOST_COMBINATIONS = 8;

export function stateOf({ variables, lists, either, budget }: Scene): State {
  spend(budget, (variables.size + either.size) * COSTS.variable);
  return { variables: variables.copy(), lists: lists.copy(), either: either.copy() };
}

/** A scene of its own: what is set in it does not come back. */
export const apartFrom = (scene: Scene): Scene => ({ ...scene, ...stateOf(scene) });

/** As a scene of its own whose deeds are kept apart too: what is found in it is only suspected. */
export const aside = (scene: Scene): Scene => ({ ...apartFrom(scene), deeds: [] });

/** Whether nothing was set in a scene of its own. */
export const isUnchanged = (inner: Scene, outer: Scene): boolean =>
  inner.variables.isSame(outer.variables) && inner.lists.isSame(outer.lists) && inner.either.isSame(outer.either);

/** Goes on from `state`. */
export function enter(state: State, scene: Scene): void {
  scene.variables.become(state.variables);
  scene.lists.become(state.lists);
  scene.either.become(state.either);
}

/** Goes on from where any of the ways may have ended. */
export function join(ways: readonly State[], scene: Scene): void {
  const [first] = ways;
  if (first === undefined) return;
  if (ways.every((way) => isAlike(way, first)) && isAlike(scene, first)) return;
  if (ways.length > 1) {
    const names = new Set(ways.flatMap(({ variables, either }) => [...variables.keys(), ...either.keys()]));
    scene.variables.clear();
    scene.either.clear();
    for (const name of names) joinOne(name, ways, scene);
    scene.lists.clear();
    for (const [name, list] of first.lists)
      if (ways.every(({ lists }) => lists.get(name)?.join('\0') === list.join('\0'))) scene.lists.set(name, list);
  } else enter(first, scene);
}

/** Whether both leave the same known values, which is what most lines do: they set nothing. */
function isAlike(one: State, other: State): boolean {
  if (one.either.size > 0 || other.either.size > 0 || one.lists.size > 0 || other.lists.size > 0) return false;
  if (one.variables.isSame(other.variables)) return true;
  if (one.variables.size !== other.variables.size) return false;
  for (const [name, value] of one.variables) if (other.variables.get(name) !== value) return false;
  return true;
}

function joinOne(name: string, ways: readonly State[], scene: Scene): void {
  const values = new Set<string>();
  let isWhole = true;
  for (const { variables, either } of ways) {
    const value = variables.get(name);
    const choices = either.get(name);
    if (value !== undefined) values.add(value);
    choices?.values.forEach((one) => values.add(one));
    if (value === undefined && choices?.isWhole !== true) isWhole = false;
  }
  const [only] = values;
  if (isWhole && values.size === 1 && only !== undefined) scene.variables.set(name, only);
  else
    scene.either.set(name, {
      values: [...values].slice(0, MOST_CHOICES),
      isWhole: isWhole && values.size <= MOST_CHOICES,
    });
}

/** Does `act` once for each way in which the variables that `texts` name may be set. */
export function forEachChoice(texts: readonly string[], scene: Scene, act: () => void): void {
  spend(scene.budget, scene.either.size * COSTS.variable);
  const names =
    scene.either.size === 0
      ? []
      : [...scene.either].filter(([name]) =>
          texts.some((text) => text.includes(`$${name}`) || text.includes(`{${name}`)),
        );
  let combinations: ReadonlyMap<string, string>[] = [new Map()];
  let isWhole = true;
  for (const [name, choices] of names) {
    isWhole &&= choices.isWhole;
    combinations = combinations.flatMap((one) => choices.values.map((value) => new Map([...one, [name, value]])));
    if (combinations.length > MOST_COMBINATIONS) isWhole = false;
  }
  for (const combination of names.length === 0 ? [] : combinations.slice(0, MOST_COMBINATIONS)) {
    for (const [name, value] of combination) scene.variables.set(name, value);
    act();
    for (const name of combination.keys()) scene.variables.delete(name);
  }
  if (names.length === 0 || !isWhole) act();
}
