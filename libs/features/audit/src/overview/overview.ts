/** One day of decisions, UTC. */
export interface DayOfDecisions {
  readonly day: string;
  readonly allow: number;
  readonly ask: number;
  readonly reject: number;
}

export interface RuleCount {
  readonly rule: string;
  readonly count: number;
}

/** What happened in the last days, as counted when it was recorded. */
export interface LedgerFigures {
  readonly sessions: number;
  readonly series: readonly DayOfDecisions[];
  readonly topRules: readonly RuleCount[];
}

export interface Overview extends LedgerFigures {
  readonly machines: { readonly total: number; readonly connected: number };
  readonly policy: { readonly version: number; readonly publishedAt: Date } | null;
}
