import { createHash } from 'node:crypto';
import type { Bundle, BundleEnvelope } from '#contracts';

/** Where a machine stands in an audience, and the nodes that lead from it to the root. */
export type Place = BundleEnvelope['place'];

/** A set of machines that one signature can speak to. */
export interface Audience {
  readonly statement: Bundle['audience'];
  /** Null for a machine that is not in the set. */
  readonly placeOf: (machineId: string) => Place | null;
}

// RFC 9162 section 2.1.1: leaves and nodes are hashed under different first bytes, so that neither can pass for the other.
const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);
const leafHash = (machineId: string): Buffer => createHash('sha256').update(LEAF).update(machineId).digest();
const nodeHash = (left: Buffer, right: Buffer): Buffer =>
  createHash('sha256').update(NODE).update(left).update(right).digest();

/**
 * The audience of at least one machine, in any order and without repeats.
 * The levels of the tree are kept, so a place costs no hashing.
 */
export function audienceOf(machineIds: readonly string[]): Audience {
  const levels = [machineIds.map(leafHash)];
  for (let level = levels[0] ?? []; level.length > 1; levels.push(level)) level = parents(level);
  const root = levels.at(-1)?.[0];
  if (root === undefined) throw new RangeError('An audience has at least one machine.');
  const indexOf = new Map(machineIds.map((id, index) => [id, index]));
  return {
    statement: { size: machineIds.length, root: root.toString('hex') },
    placeOf: (machineId) => {
      const index = indexOf.get(machineId);
      return index === undefined ? null : { index, path: pathOf(levels, index) };
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

function pathOf(levels: readonly (readonly Buffer[])[], index: number): string[] {
  const path: string[] = [];
  for (let height = 0; height < levels.length - 1; height += 1) {
    const sibling = levels[height]?.[(index >> height) ^ 1];
    if (sibling) path.push(sibling.toString('base64'));
  }
  return path;
}

/** RFC 9162 section 2.1.3.2: whether `place` proves that `machineId` is in `audience`. */
export function isInAudience(machineId: string, place: Place, audience: Bundle['audience']): boolean {
  let [at, last] = [place.index, audience.size - 1];
  if (at > last) return false;
  let hash = leafHash(machineId);
  for (const text of place.path) {
    const sibling = Buffer.from(text, 'base64');
    if (last === 0 || sibling.toString('base64') !== text) return false;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(sibling, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [at >>> 1, last >>> 1];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [at, last] = [at >>> 1, last >>> 1];
  }
  return last === 0 && hash.toString('hex') === audience.root;
}
