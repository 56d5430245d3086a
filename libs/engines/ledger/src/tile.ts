/** C2SP tlog-tiles: a tile holds 2^8 hashes, and its root is one hash of a tile one level up. */
export const TILE_HEIGHT = 8;
export const TILE_WIDTH = 256;

export interface Tile {
  readonly level: number;
  readonly index: number;
  /** How many hashes it holds: 256 when full, fewer for the last tile of its level. */
  readonly width: number;
}

/** `level` 'entries' names a bundle of the leaves themselves. */
export interface TilePath {
  readonly level: number | 'entries';
  readonly index: number;
  readonly width: number;
}

const LAST_LEVEL = 63;

/** How many hashes a tree of `size` leaves has at the lowest row of tiles of `level`. */
export const hashesAtLevel = (size: number, level: number): number => Math.floor(size / TILE_WIDTH ** level);

/** How many hashes of a tile exist in a tree of `size` leaves; 0 when there is no such tile. */
export function tileWidth(size: number, level: number, index: number): number {
  return Math.min(Math.max(hashesAtLevel(size, level) - index * TILE_WIDTH, 0), TILE_WIDTH);
}

/** `tile/0/x001/x234/067.p/12` and the like (C2SP tlog-tiles, "Merkle Tree" and "Log Entries"). */
export function tilePath({ level, index, width }: TilePath): string {
  const partial = width === TILE_WIDTH ? '' : `.p/${width}`;
  return `tile/${level}/${pathNumber(index)}${partial}`;
}

/** Reads what stands after `tile/`; null when it is no path of a tile in its one spelling. */
export function parseTilePath(text: string): TilePath | null {
  const parts = /^(?<level>\d{1,2}|entries)\/(?<number>(?:x\d{3}\/){0,4}\d{3})(?:\.p\/(?<width>\d{1,3}))?$/.exec(
    text,
  )?.groups;
  if (parts === undefined) return null;
  const { level, number = '', width } = parts;
  const path: TilePath = {
    level: level === 'entries' ? level : Number(level),
    index: Number(number.replaceAll(/[x/]/g, '')),
    width: width === undefined ? TILE_WIDTH : Number(width),
  };
  const isTile = path.width >= 1 && (path.level === 'entries' || path.level <= LAST_LEVEL);
  return isTile && tilePath(path) === `tile/${text}` ? path : null;
}

function pathNumber(index: number): string {
  const groups =
    index
      .toString()
      .padStart(Math.ceil(index.toString().length / 3) * 3, '0')
      .match(/\d{3}/g) ?? [];
  return groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/');
}

const LENGTH_BYTES = 2;
export const LONGEST_LEAF_BYTES = 0xffff;

/** C2SP tlog-tiles, "Log Entries": each leaf with its length before it, 16 bits, big-endian. */
export function entryBundle(leaves: readonly Uint8Array[]): Buffer {
  const bundle = Buffer.allocUnsafe(leaves.reduce((sum, leaf) => sum + LENGTH_BYTES + leaf.length, 0));
  let at = 0;
  for (const leaf of leaves) {
    at = bundle.writeUInt16BE(leaf.length, at);
    bundle.set(leaf, at);
    at += leaf.length;
  }
  return bundle;
}

/** @throws RangeError when a length points past the end */
export function parseEntryBundle(bundle: Uint8Array): Uint8Array[] {
  const view = new DataView(bundle.buffer, bundle.byteOffset, bundle.byteLength);
  const leaves: Uint8Array[] = [];
  for (let at = 0; at < bundle.length;) {
    const end = at + LENGTH_BYTES + view.getUint16(at);
    if (end > bundle.length) throw new RangeError('The bundle ends within a leaf.');
    leaves.push(bundle.subarray(at + LENGTH_BYTES, end));
    at = end;
  }
  return leaves;
}
