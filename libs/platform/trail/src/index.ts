export { type AppendReport, Ledger, LEDGER_APPENDED } from './ledger.js';
export { entryOf, type LedgerEntry, ledgerName } from './ledger-entry.js';
export { keyIdOf, type LedgerPublicKey, toPublicKey } from './ledger-public-key.js';
export { Trail, type TrailEntry } from './trail.js';
