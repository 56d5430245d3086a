import { readlinkSync } from 'node:fs';
import { dirname, join, parse, resolve, sep } from 'node:path';

const MOST_LINKS = 40;

/**
 * Where an absolute path really leads, as the kernel walks it: part by part, every symbolic link followed before the `..` behind it. Files
 * that do not exist yet keep their names, so that a new file behind a link to another place is seen there. After forty links, which the
 * kernel would refuse too, the rest is taken as it is written.
 */
export function resolvePath(path: string): string {
  const { root } = parse(resolve(path));
  const parts = path.slice(root.length).split(sep).reverse();
  let [at, linksLeft] = [root, MOST_LINKS];
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      at = dirname(at);
      continue;
    }
    const target = linksLeft > 0 ? linkAt(join(at, part)) : null;
    if (target === null) {
      at = join(at, part);
    } else {
      linksLeft -= 1;
      parts.push(...target.split(sep).reverse());
      if (target.startsWith(sep)) at = root;
    }
  }
  return at;
}

/** What a link points to; null for everything else, also for what may not be looked at. */
function linkAt(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
