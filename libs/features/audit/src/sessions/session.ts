import type { Named } from '#engines/ledger';

/** One run of a coding agent on a machine, from what its events say. */
export interface AgentSession {
  readonly id: string;
  /** What the agent itself calls it. */
  readonly name: string;
  readonly agent: string;
  readonly machine: Named;
  /** Who worked with it: the person, or the machine where nobody has logged in. */
  readonly actor: Named & { readonly kind: string };
  readonly startedAt: Date;
  readonly lastAt: Date;
  readonly events: number;
  readonly counts: { readonly allow: number; readonly ask: number; readonly reject: number };
}

export interface SessionSearch {
  readonly agent?: string | undefined;
  readonly person?: string | undefined;
  readonly machine?: string | undefined;
  readonly q?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** A place in the list, which is ordered by the last event, latest first. */
export interface SessionPlace {
  readonly lastAt: Date;
  readonly id: string;
}
