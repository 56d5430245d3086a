export { EntryBatch } from './entry-batch.js';
export { type AppendReport, Ledger, LEDGER_APPENDED } from './ledger.js';
export { entryOf, type LedgerEntry, ledgerName } from './ledger-entry.js';
export { keyIdOf, type LedgerPublicKey, toPublicKey } from './ledger-public-key.js';
export { LedgerReader, type SignedCheckpoint, type StoredLeaf } from './ledger-reader.js';
export { Trail, type TrailEntry } from './trail.js';
export type { OpenContent } from './verification/entry-check.js';
export { type LedgerReport, LedgerVerifier } from './verification/ledger-verifier.js';
export { LedgerWitness } from './verification/ledger-witness.js';
