import type { Function as FunctionNode } from 'unbash';
import type { Deed, World } from '../request.js';
import { type Budget, COSTS, newBudget, spend } from './budget.js';
import { CheapMap } from './cheap-map.js';
import { meantBy } from './meant-files.js';

/** So many values of a variable are followed; beyond them nobody knows what it holds. */
export const MOST_CHOICES = 4;

/** What a variable may hold where the line took one way or another. */
export interface Choices {
  readonly values: readonly string[];
  /** False where on some way nobody knows what it holds. */
  readonly isWhole: boolean;
}

/** A function that the line defines. */
export interface Body {
  readonly node: FunctionNode;
  isCalled: boolean;
  /** It is being gone through: what calls itself is followed once. */
  isRunning?: boolean;
}

/** What flows into a command of a pipeline, as far as it is known: one name for each word; `found` stands for one that only running could tell. */
export interface Piped {
  readonly names: readonly string[];
  /** Whether they are names of files that are there. */
  readonly isListing?: boolean;
  /** The whole text, where it is known. */
  readonly text?: string;
  /** Some of it is read already: what is left is not known. */
  isUsed?: boolean;
}

/** What is known of variables at one point, to come back to. */
export type State = Pick<Scene, 'variables' | 'lists' | 'either'>;

/** Where the walk stands: what an earlier part of the line has set. */
export interface Scene {
  readonly world: World;
  /** Every folder that the shell may stand in; empty once a `cd` went somewhere unknown. */
  folders: readonly string[];
  readonly variables: CheapMap<string>;
  /** Arrays, and under `@` the positional parameters, where all of their words are known. */
  readonly lists: CheapMap<readonly string[]>;
  /** Variables that hold one of several values, as far as the line tells. */
  readonly either: CheapMap<Choices>;
  readonly bodies: CheapMap<Body[]>;
  /** Aliases that are being gone through. */
  readonly calling: CheapMap<true>;
  readonly aliases: CheapMap<string>;
  /** What flows into commands of a pipeline. */
  readonly piped: CheapMap<Piped, object>;
  /** The program that starts what is being read, by an option of its own. */
  readonly startedBy: string | undefined;
  /** What variables held where the loop or the function that is gone through may have been left. */
  waysOut: State[] | undefined;
  /** What a loop or a group reads line by line. */
  given: Piped | undefined;
  /** The last word of the command before; null where it is not known. */
  last: string | null;
  /** Whether the line asks for that, as `$_`. */
  tellsLast: boolean;
  /** Files that the line itself has written; their text where it is known. */
  readonly written: CheapMap<string | null>;
  /** Variables that hold what was read from somewhere. */
  readonly inputs: CheapMap<true>;
  readonly deeds: Deed[];
  readonly budget: Budget;
  /** The signs of all texts that were read so far, together: what they do not hold, no word of the line holds as it is written. */
  readonly texts: { signs: number };
  depth: number;
}

/** A shell that has only just begun. */
export function newScene(world: World, cwd: string, deeds: Deed[]): Scene {
  return {
    world,
    folders: [cwd],
    variables: new CheapMap(environment(world, cwd)),
    lists: new CheapMap(),
    either: new CheapMap(),
    bodies: new CheapMap(),
    calling: new CheapMap(),
    aliases: new CheapMap(),
    piped: new CheapMap(),
    startedBy: undefined,
    waysOut: undefined,
    given: undefined,
    last: null,
    tellsLast: false,
    written: new CheapMap(),
    inputs: new CheapMap(),
    budget: newBudget(),
    texts: { signs: 0 },
    deeds,
    depth: 0,
  };
}

/** What every shell knows; kept for the next command, which mostly begins in the same folder. */
function environment({ home }: World, cwd: string): ReadonlyMap<string, string> {
  if (KEPT.home !== home || KEPT.cwd !== cwd) {
    const variables = new Map([
      ['HOME', home],
      ['PWD', cwd],
      ['IFS', ' \t\n'],
      ['PATH', '/usr/bin:/bin'],
      ['USER', basename(home)],
      ['SHELL', '/bin/bash'],
      ['BASH', '/bin/bash'],
      ['0', 'bash'],
    ]);
    Object.assign(KEPT, { home, cwd, variables });
  }
  return KEPT.variables;
}
const KEPT = { home: '', cwd: '', variables: new Map<string, string>() };

export function file(kind: 'read' | 'write' | 'delete', path: string, scene: Scene): void {
  const whole = absolute(path, scene);
  if (whole.length === 0) scene.deeds.push({ kind: 'opaque', what: 'a path in an unknown folder' });
  for (const one of whole) {
    if (!spend(scene.budget, COSTS.file)) return;
    scene.deeds.push({ kind, path: one });
    for (const meant of meantBy(one, kind, scene.world))
      if (spend(scene.budget, COSTS.file)) scene.deeds.push({ kind, path: meant });
  }
}

/** The absolute paths that `path` may mean. */
export function absolute(path: string, { world, folders }: Scene): readonly string[] {
  if (path.startsWith('~')) {
    if (path === '~' || path.startsWith('~/')) return [world.home + path.slice(1)];
    return path.startsWith('~+') ? folders.map((folder) => folder + path.slice(2)) : [`/home/${path.slice(1)}`];
  }
  if (!path.startsWith('/')) return folders.map((folder) => `${folder}/${path}`);
  const ofProcess = path.startsWith('/proc/') ? OWN_FOLDER.exec(path)?.[0] : undefined;
  return ofProcess === undefined ? [path] : folders.map((folder) => folder + path.slice(ofProcess.length));
}

const OWN_FOLDER = /^\/proc\/(?:self|thread-self)\/cwd(?=\/|$)/;

const MOST_FOLDERS = 8;
/** Where the shell may stand after one way or the other; beyond some folders nobody knows where. */
export function unionOf(one: readonly string[], other: readonly string[]): readonly string[] {
  if (one.length === 0 || other.length === 0) return [];
  if (one.length === 1 && other.length === 1 && one[0] === other[0]) return one;
  const both: string[] = [];
  for (const folders of [one, other]) for (const folder of folders) if (!both.includes(folder)) both.push(folder);
  return both.length > MOST_FOLDERS ? [] : both;
}

export const basename = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** What `cd`, `pushd` and `popd` do; nobody knows where the shell stands after a folder that is not known. */
export function changeFolder(program: string, rest: readonly (string | null)[], scene: Scene): void {
  const [target] = rest.filter((word) => word === null || word === '-' || !word.startsWith('-'));
  if (program === 'popd')
    return void (scene.folders =
      scene.folders.length === 0 ? [] : [...new Set([...scene.folders, scene.world.workspace])]);
  if (target === undefined) scene.folders = [scene.world.home];
  else scene.folders = target === null || target === '-' || /^[+]\d/.test(target) ? [] : absolute(target, scene);
}
