import { normalised } from '../paths.js';
import type { Deed, World } from '../request.js';

/** Where the walk stands: what an earlier part of the line has set. */
export interface Scene {
  readonly world: World;
  /** Every folder that the shell may stand in; empty once a `cd` went somewhere unknown. */
  folders: readonly string[];
  readonly variables: Map<string, string>;
  readonly functions: Set<string>;
  /** Files that the line itself has written; their text where it is known. */
  readonly written: Map<string, string | null>;
  /** Variables that hold what was read from somewhere. */
  readonly inputs: Set<string>;
  readonly deeds: Deed[];
  /** How many more nodes the walk may look at: loops are walked once for each value. */
  readonly budget: { left: number };
  depth: number;
}

export function file(kind: 'read' | 'write' | 'delete', path: string, scene: Scene): void {
  const whole = absolute(path, scene);
  if (whole.length === 0) scene.deeds.push({ kind: 'opaque', what: 'a path in an unknown folder' });
  for (const one of whole) scene.deeds.push({ kind, path: one });
}

/** The absolute paths that `path` may mean. */
export function absolute(path: string, { world, folders }: Scene): readonly string[] {
  if (path === '~' || path.startsWith('~/')) return [world.home + path.slice(1)];
  if (path.startsWith('~+')) return folders.map((folder) => folder + path.slice(2));
  if (path.startsWith('~')) return [`/home/${path.slice(1)}`];
  if (path.startsWith('/')) return [path];
  return folders.map((folder) => `${folder}/${path}`);
}

const MOST_FOLDERS = 8;
export const unionOf = (one: readonly string[], other: readonly string[]): readonly string[] =>
  one.length === 0 || other.length === 0 ? [] : [...new Set([...one, ...other])].slice(0, MOST_FOLDERS);

export const basename = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** A path of this line without dots, links not followed: the line itself made the file. */
export const asWritten = (path: string, { world }: Scene): string =>
  normalised(path, { ...world, resolve: (same) => same });
