import type { Bundle, BundleEnvelope } from '#contracts';
import { HASH_BYTES, leafHash, nodeHash, verifyInclusion } from '#engines/ledger';

/** Where a machine stands in an audience, and the nodes that lead from it to the root. */
export type Place = BundleEnvelope['place'];

/** A set of machines that one signature can speak to. */
export interface Audience {
  readonly statement: Bundle['audience'];
  /** Null for a machine that is not in the set. */
  readonly placeOf: (machineId: string) => Place | null;
}

const leafOf = (machineId: string): Buffer => leafHash(Buffer.from(machineId));

/**
 * The audience of at least one machine, in any order and without repeats.
 * The levels of the tree are kept, so a place costs no hashing.
 */
export function audienceOf(machineIds: readonly string[]): Audience {
  const levels = [machineIds.map(leafOf)];
  for (let level = levels[0] ?? []; level.length > 1; levels.push(level)) level = parents(level);
  const root = levels.at(-1)?.[0];
  if (root === undefined) throw new RangeError('An audience has at least one machine.');
  // Spelled once for each node: every node stands in the paths of many machines.
  const spelled = levels.map((level) => level.map((hash) => hash.toString('base64')));
  const indexOf = new Map(machineIds.map((id, index) => [id, index]));
  return {
    statement: { size: machineIds.length, root: root.toString('hex') },
    placeOf: (machineId) => {
      const index = indexOf.get(machineId);
      return index === undefined ? null : { index, path: pathOf(spelled, index) };
    },
  };
}

/** A last node without a sibling moves up as it is: the same tree as RFC 9162's split at the largest power of two. */
function parents(level: readonly Buffer[]): Buffer[] {
  const above: Buffer[] = [];
  for (let i = 0; i < level.length; i += 2) {
    const [left, right] = [level[i], level[i + 1]];
    if (left) above.push(right ? nodeHash(left, right) : left);
  }
  return above;
}

function pathOf(levels: readonly (readonly string[])[], index: number): string[] {
  const path: string[] = [];
  for (let height = 0; height < levels.length - 1; height += 1) {
    const sibling = levels[height]?.[(index >> height) ^ 1];
    if (sibling !== undefined) path.push(sibling);
  }
  return path;
}

/** Whether `place` proves that `machineId` is in `audience`. */
export function isInAudience(machineId: string, place: Place, audience: Bundle['audience']): boolean {
  const path = place.path.map((text) => Buffer.from(text, 'base64'));
  // One spelling only, and whole hashes: a shorter one would be hashed together with whatever stood in its place before.
  if (path.some((hash, height) => hash.length !== HASH_BYTES || hash.toString('base64') !== place.path[height]))
    return false;
  const tree = { size: audience.size, root: Buffer.from(audience.root, 'hex') };
  return verifyInclusion(path, { hash: leafOf(machineId), index: place.index }, tree);
}
