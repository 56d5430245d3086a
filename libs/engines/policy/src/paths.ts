import type { World } from './request.js';

/** The path without `.`, `..` and doubled slashes, links followed where the world can. Absolute in, absolute out. */
export function normalised(path: string, world: World): string {
  const plain = withoutDots(path.replace(/^\/proc\/(?:self|thread-self|\d+)\/(?:root|cwd)(?=\/|$)/, ''));
  return world.resolve === undefined ? plain : withoutDots(world.resolve(plain));
}

function withoutDots(path: string): string {
  if (!path.includes('/.') && !path.includes('//') && !path.endsWith('/') && path.startsWith('/')) return path;
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') kept.pop();
    else if (part !== '' && part !== '.') kept.push(part);
  }
  return `/${kept.join('/')}`;
}

/** Whether `path` is `folder` or lies below it. */
export const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);

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
