import type { LedgerEvent } from '#engines/ledger';

/** An entry of the ledger as a person reads it. */
export interface AuditEntry {
  readonly index: number;
  readonly event: LedgerEvent;
}

/** What is looked for. All that is given must hold. */
export interface EntrySearch {
  readonly kind?: string | undefined;
  /** The id of who acted: a person, a machine without one, a service, a job. */
  readonly person?: string | undefined;
  /** The id of what it was done to, of what administrators and sign-ins do. */
  readonly target?: string | undefined;
  readonly machine?: string | undefined;
  readonly agent?: string | undefined;
  readonly tool?: string | undefined;
  readonly effect?: string | undefined;
  readonly session?: string | undefined;
  readonly rule?: string | undefined;
  /** Part of anything that stands in the clear, in any case. */
  readonly q?: string | undefined;
  /** When it happened: from (inclusive) to (exclusive). */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** A place in the list, which is ordered by when things happened and then by index, latest first. */
export interface EntryPlace {
  readonly occurredAt: Date;
  readonly index: number;
}

export interface EntryPage {
  readonly entries: readonly AuditEntry[];
  /** Where the next page begins; null when there is no more. A page may be short of its limit and still not be the last. */
  readonly next: EntryPlace | null;
}

/** The content of an entry: opened, or why there is none to be seen. */
export type EntryContent =
  | { readonly state: 'present'; readonly content: unknown }
  | { readonly state: 'none' | 'erased' | 'unreadable'; readonly content: null };
