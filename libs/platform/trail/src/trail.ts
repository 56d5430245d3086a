import { Injectable } from '@nestjs/common';
import { type EventId, newId, type RequestContext } from '#kernel';
import type { OrgTx } from '#platform/database';
import { EntryBatch } from './entry-batch.js';
import { Ledger } from './ledger.js';
import { entryOf } from './ledger-entry.js';

/** What an admin, a service or a job did. All of it stands in the clear: never a secret, never content. */
export interface TrailEntry {
  /** `noun.participle`, such as `policy.published`. Stands in the ledger as `admin.policy.published`. */
  readonly action: `${string}.${string}`;
  readonly target: { readonly kind: string; readonly id: string; readonly label?: string };
  /** Why, in the words of who did it. */
  readonly reason?: string;
  readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
}

/**
 * Records an act in the transaction that performs it: with the commit both stand, without it neither does.
 * Call it last: it locks the org's ledger until the transaction ends.
 */
@Injectable()
export class Trail {
  constructor(private readonly ledger: Ledger) {}

  /** Answers the id of the entry. */
  async record(tx: OrgTx, ctx: RequestContext, entry: TrailEntry): Promise<EventId> {
    const event = eventOf(ctx, entry);
    await this.ledger.appendNew(tx, ctx.orgId, EntryBatch.of([entryOf(event)]));
    return event.id;
  }

  /** As `record`, for several that happened in this order. */
  async recordAll(tx: OrgTx, ctx: RequestContext, entries: readonly TrailEntry[]): Promise<void> {
    await this.ledger.appendNew(tx, ctx.orgId, EntryBatch.of(entries.map((entry) => entryOf(eventOf(ctx, entry)))));
  }
}

function eventOf(ctx: RequestContext, entry: TrailEntry) {
  const at = ctx.now.toISOString();
  const { kind, id, label } = ctx.principal;
  return {
    id: newId<'Event'>(ctx.now),
    org: ctx.orgId,
    kind: `admin.${entry.action}`,
    at,
    receivedAt: at,
    actor: { kind, id, label: clean(label) },
    target: {
      kind: entry.target.kind,
      id: clean(entry.target.id),
      ...(entry.target.label !== undefined && { label: clean(entry.target.label) }),
    },
    ...(entry.reason !== undefined && { reason: clean(entry.reason) }),
    facts: Object.fromEntries(
      Object.entries({ ...entry.facts, requestId: ctx.requestId }).map(([name, fact]) => [
        name,
        typeof fact === 'string' ? clean(fact) : fact,
      ]),
    ),
  };
}

const LONGEST_TEXT = 4_000;

/** PostgreSQL holds no NUL in a text, and a leaf is well-formed UTF-8 of bounded length. */
const clean = (text: string): string => text.replaceAll('\u0000', '').slice(0, LONGEST_TEXT).toWellFormed();
