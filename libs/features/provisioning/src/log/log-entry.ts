import type { Attributes } from '#engines/scim';
import type { Id } from '#kernel';

export type LogEntryId = Id<'ProvisioningLogEntry'>;
export type LoggedMethod = 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'GET';

/** What became of one attribute; `before` and `after` are short, and null where it was or is unassigned. */
export interface LoggedChange {
  readonly attribute: string;
  readonly before: string | null;
  readonly after: string | null;
}

export interface LogDraft {
  readonly method: LoggedMethod;
  readonly resource: 'Users' | 'Groups' | 'Bulk' | 'Other';
  readonly resourceId: string | null;
  readonly label: string | null;
  readonly status: number;
  readonly scimType: string | null;
  readonly detail: string | null;
  readonly changes: readonly LoggedChange[];
  /** What was sent, of a refused change alone. */
  readonly message: unknown;
}

export interface LogEntry extends Omit<LogDraft, 'message'> {
  readonly id: LogEntryId;
  readonly at: Date;
  readonly actor: string;
  readonly requestId: string;
  readonly canReplay: boolean;
  readonly replayedAt: Date | null;
}

const LONGEST_VALUE = 200;
const MOST_CHANGES = 50;

/** What changed between two states of a resource, attribute by attribute. Neither holds a secret: SCIM's password is not in our schema. */
export function changesBetween(before: Attributes, after: Attributes): readonly LoggedChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .map((attribute) => ({ attribute, before: written(before[attribute]), after: written(after[attribute]) }))
    .filter((change) => change.before !== change.after)
    .slice(0, MOST_CHANGES)
    .map((change) => ({ ...change, before: short(change.before), after: short(change.after) }));
}

function written(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const short = (value: string | null): string | null => value?.slice(0, LONGEST_VALUE).toWellFormed() ?? null;

const LARGEST_MESSAGE = 256 * 1024;

/** The message as it is kept for another try: without a password, and not at all where it is large. */
export function keptMessage(message: unknown): unknown {
  if (typeof message !== 'object' || message === null) return null;
  const kept = JSON.stringify(message, (key, value: unknown) =>
    /password|secret|token/i.test(key) ? undefined : value,
  );
  return kept.length > LARGEST_MESSAGE || kept.includes('\\u0000') || !kept.isWellFormed() ? null : JSON.parse(kept);
}
