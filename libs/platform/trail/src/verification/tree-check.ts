import {
  appendLeaves,
  EMPTY_FRONTIER,
  EMPTY_ROOT,
  type Faults,
  type Frontier,
  type NoteKey,
  openCheckpoint,
  packFrontier,
  rootOf,
  sameHash,
} from '#engines/ledger';
import type { StoredCheckpoint } from './ledger-rows.js';

/** Grows the tree over the stored hashes and holds it against every checkpoint that it passes. */
export class TreeCheck {
  private frontier: Frontier = EMPTY_FRONTIER;
  private soundUpTo = 0;
  private isBroken = false;

  constructor(
    private readonly keys: readonly NoteKey[],
    private readonly faults: Faults,
  ) {}

  /** Whether the tree, as far as it can be told, has this root. */
  hasRoot(root: Uint8Array): boolean {
    return this.isBroken || sameHash(this.root, root);
  }

  /** From here on the tree says nothing: a hash is missing, and that has been told. */
  breakOff(): void {
    this.isBroken = true;
  }

  grow(hashes: readonly Uint8Array[]): void {
    if (!this.isBroken) this.frontier = appendLeaves(this.frontier, hashes).frontier;
  }

  meet(checkpoint: StoredCheckpoint): void {
    const { size, root, note } = checkpoint;
    const told = this.keys.map((key) => openCheckpoint(note, key)).find((opened) => opened !== null);
    if (told?.size !== size || !sameHash(told.root, root)) {
      this.faults.add(
        'checkpoint.forged',
        null,
        `The checkpoint over ${size} entries is not signed by the ledger's key, or was altered after it was signed.`,
      );
      return;
    }
    if (this.isBroken) return;
    if (this.hasRoot(root)) {
      this.soundUpTo = size;
      return;
    }
    this.breakOff();
    const range =
      size - this.soundUpTo === 1
        ? `Entry ${this.soundUpTo} is`
        : `Something in entries ${this.soundUpTo} to ${size - 1} is`;
    const index = size - this.soundUpTo === 1 ? this.soundUpTo : null;
    this.faults.add(
      'checkpoint.root',
      index,
      `${range} not what the checkpoint over ${size} entries was signed for: an entry was altered, inserted or moved together with its hash.`,
    );
  }

  /** Whether the next append would grow this very tree. */
  hasFrontier(packed: Uint8Array): boolean {
    return this.isBroken || sameHash(packFrontier(this.frontier), packed);
  }

  private get root(): Uint8Array {
    return this.frontier.size === 0 ? EMPTY_ROOT : rootOf(this.frontier);
  }
}
