import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

const MOST_LINKS = 40;

/**
 * Where a path really leads: every symbolic link on the way is followed, for files that do not exist yet too, so that a new file
 * behind a link to another place is seen there. A link that leads in a circle, or a folder that may not be entered, leaves the path
 * as it is written up to there.
 */
export function resolvePath(path: string): string {
  return follow(resolve(path), MOST_LINKS);
}

function follow(path: string, linksLeft: number): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    if (parent === path) return path;
    const target = linksLeft > 0 ? linkAt(path) : null;
    // A link whose target does not exist: writing through it makes the target.
    if (target !== null) return follow(resolve(parent, target), linksLeft - 1);
    return join(follow(parent, linksLeft), basename(path));
  }
}

function linkAt(path: string): string | null {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : null;
  } catch {
    return null;
  }
}
