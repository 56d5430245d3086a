import type { LedgerEvent, Named } from '#engines/ledger';

/** Who sends: the machine that authenticated, and the person whose it is, where somebody has logged in on it. */
export interface Reporter {
  readonly machine: Named;
  readonly person: Named | null;
}

/** An event as a machine reported it, before its content is digested and sealed. */
export interface ReportedEvent {
  readonly event: LedgerEvent;
  /** UTF-8, in the clear: lives only until it is sealed. */
  readonly content: Uint8Array | null;
}

/** Why a record can never become an event. The sentence goes back to the sender. */
export interface RefusedRecord {
  readonly refused: string;
}
