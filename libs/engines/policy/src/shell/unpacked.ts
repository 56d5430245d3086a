import { asWritten } from '../paths.js';
import type { Words } from './call.js';
import type { Found } from './found.js';
import { absolute, type Scene } from './scene.js';

const UNPACKERS = new Set('tar bsdtar gtar unzip 7z 7za 7zz unrar unar cpio jar'.split(' '));
export const isUnpacker = (program: string): boolean => UNPACKERS.has(program);

/** Behind a folder: whatever lies in it. */
const ALL = '/*';
const PLACED = /^(?:-C|-d|-D|--directory|--cd|-o)$/;
const JOINED = /^(?:--directory=|--cd=|-o|-C|-d)(.+)$/;

/** Keeps that a file, or all below a folder, came from elsewhere a moment ago. */
export function arrived({ path, isFolder = false }: Pick<Fetched, 'path' | 'isFolder'>, scene: Scene): void {
  for (const one of absolute(path, scene)) scene.written.set(isFolder ? asWritten(one) + ALL : asWritten(one), null);
}
type Fetched = Extract<Found, { kind: 'fetched' }>;

/** What is unpacked lies in the folder that its words name, or where the shell stands. */
export function unpacked(words: Words, scene: Scene): void {
  const at = words.findIndex((word) => word !== null && PLACED.test(word));
  const joined = words.map((word) => JOINED.exec(word ?? '')?.[1]).find((word) => word !== undefined);
  arrived({ path: (at === -1 ? joined : words[at + 1]) ?? '.', isFolder: true }, scene);
}

/** An archive that the line itself has fetched. */
export function unpackedFetched(program: string, words: readonly string[], scene: Scene): void {
  if (scene.written.size === 0 || !isUnpacker(program)) return;
  const isFetched = words.some((word) =>
    absolute(word, scene).some((path) => scene.written.get(asWritten(path)) === null),
  );
  if (isFetched) unpacked(words, scene);
}

/** A project brings them along, and calls them by where they lie. */
const OF_PROJECT = /\/(?:gradlew|mvnw|manage\.py|node_modules\/.*|\.?venv\/.*)$/;

/** Whether a file lies where the line itself has just put what came from elsewhere. */
export function hasArrived(path: string, { written }: Scene): boolean {
  if (OF_PROJECT.test(path)) return false;
  for (const [folder] of written)
    if (folder.endsWith(ALL) && path.startsWith(folder.slice(0, -1)) && path.length >= folder.length) return true;
  return false;
}
