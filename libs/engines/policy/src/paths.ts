import type { World } from './request.js';

/** The path without `.`, `..` and doubled slashes, links followed where the world can. Absolute in, absolute out. */
export function normalised(path: string, world: World): string {
  const plain = asWritten(path);
  return world.resolve === undefined ? plain : withoutDots(world.resolve(plain));
}

const OWN_FOLDER = /^\/proc\/(?:self|thread-self|\d+)\/(?:root|cwd)(?=\/|$)/;

/** As `normalised`, links not followed: what a line itself has made is no link. */
export const asWritten = (path: string): string =>
  withoutDots(path.startsWith('/proc/') ? path.replace(OWN_FOLDER, '') : path);

const [SLASH, DOT] = [0x2f, 0x2e];
/** Whether nothing in it is a folder's name for itself or for the one above, or a slash too many. */
function isPlain(path: string): boolean {
  if (path.charCodeAt(0) !== SLASH || path.endsWith('/')) return false;
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
    const next = path.charCodeAt(at + 1);
    if (next === SLASH || (next === DOT && isDots(path, at + 1))) return false;
  }
  return true;
}

/** Whether the name that begins there is one dot, or two. */
function isDots(path: string, from: number): boolean {
  const end = path.charCodeAt(from + 1) === DOT ? from + 2 : from + 1;
  return end === path.length || path.charCodeAt(end) === SLASH;
}

function withoutDots(path: string): string {
  if (isPlain(path)) return path;
  let kept = '';
  for (let from = 0; from <= path.length;) {
    const slash = path.indexOf('/', from);
    const end = slash === -1 ? path.length : slash;
    const part = path.slice(from, end);
    if (part === '..') kept = kept.slice(0, Math.max(0, kept.lastIndexOf('/')));
    else if (part !== '' && part !== '.') kept += `/${part}`;
    from = end + 1;
  }
  return kept === '' ? '/' : kept;
}

/** Whether `path` is `folder` or lies below it. */
export const isWithin = (path: string, folder: string): boolean =>
  path.startsWith(folder) &&
  (folder === '/' || path.length === folder.length || path.charCodeAt(folder.length) === SLASH);

/** A pattern of the document as an absolute one: `~/` is the home, a relative one lies in the workspace, `**` begins anywhere. */
export function absolutePattern(pattern: string, { home, workspace }: World): string {
  if (pattern === '~') return home;
  if (pattern.startsWith('~/')) return home + pattern.slice(1);
  if (pattern.startsWith('/') || pattern.startsWith('**')) return pattern;
  return `${workspace}/${pattern.replace(/^\.\//, '')}`;
}

/** What patterns of paths are read by. */
export type Place = Pick<World, 'platform' | 'home' | 'workspace'>;

/** Whether patterns of paths mean the same in both. */
export const isSamePlace = (one: Place, other: Place): boolean =>
  one.workspace === other.workspace && one.home === other.home && one.platform === other.platform;
