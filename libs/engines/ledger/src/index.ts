export { canonicalJson, type Json } from './canonical-json.js';
export { type Checkpoint, openCheckpoint, signCheckpoint } from './checkpoint.js';
export { contentDigest, packContent, SALT_BYTES, unpackContent } from './content-digest.js';
export { type Facets, facetsOf, type LedgerDecision, type LedgerEvent, type Named, sessionIdOf } from './event.js';
export {
  EXPORT_FILES,
  type ExportedContent,
  exportedContent,
  type ExportedEntry,
  exportedEntry,
  exportKeys,
  type ExportKeys,
  type ExportManifest,
  exportManifest,
} from './export-format.js';
export { type Fault, type FaultCode, Faults } from './fault.js';
export {
  type Appended,
  appendLeaves,
  EMPTY_FRONTIER,
  type Frontier,
  packFrontier,
  rootOf,
  type TileRoot,
  unpackFrontier,
} from './frontier.js';
export { EMPTY_ROOT, HASH_BYTES, leafHash, nodeHash, sameHash } from './hash.js';
export { eventOf, LEAF_TAG, leafOf } from './leaf.js';
export { consistencyProof, inclusionProof, type ReadTile, verifyConsistency, verifyInclusion } from './proof.js';
export {
  type NoteKey,
  noteKeyId,
  type NoteSigner,
  openNote,
  publicKeyOf,
  rawPublicKey,
  signNote,
  verifierKey,
} from './signed-note.js';
export {
  entryBundle,
  hashesAtLevel,
  LONGEST_LEAF_BYTES,
  parseEntryBundle,
  parseTilePath,
  type Tile,
  TILE_HEIGHT,
  TILE_WIDTH,
  type TilePath,
  tilePath,
  tileWidth,
} from './tile.js';
export { type ExportReport, type OpenExportFile, verifyExport } from './verify-export.js';
