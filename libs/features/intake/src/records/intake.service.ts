import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DomainError, type OrgId, type RequestContext } from '#kernel';
import type { LogRecord } from '#engines/otlp';
import { OrgSealer } from '#features/keys';
import { HotPath } from '#platform/database';
import { EntryBatch, Ledger } from '#platform/trail';
import { GroupCommit } from './group-commit.js';
import { EvidenceNotTaken, IntakeFull } from './intake.errors.js';
import type { ReportedEvent } from './record.js';
import { reportedEvent } from './record.rules.js';
import { Reporters } from './reporters.js';
import { addSealed } from './sealing.js';

/** What became of a request's records. Those that were neither refused nor thrown for are committed. */
export interface Taken {
  readonly taken: number;
  readonly refused: number;
  /** Why the first of the refused was. */
  readonly sentence: string | null;
}

const GROUP_LIMITS = { rows: 2_000, bytes: 16 * 1024 * 1024 };
const MOST_BYTES_WAITING = 128 * 1024 * 1024;
/** Records between two breaths: about three milliseconds in which nobody else is served. */
const SLICE = 256;

/** Takes what machines report into the org's ledger. When `take` has answered, it is committed. */
@Injectable()
export class IntakeService {
  private readonly commits: GroupCommit<EntryBatch>;
  private bytesWaiting = 0;

  constructor(
    private readonly hot: HotPath,
    private readonly ledger: Ledger,
    private readonly sealer: OrgSealer,
    private readonly reporters: Reporters,
  ) {
    this.commits = new GroupCommit((orgId, batches) => this.commit(orgId, batches), GROUP_LIMITS, isDataError);
  }

  /**
   * @param bytes how much memory the records hold while they wait
   * @throws KeyUnavailable @throws EvidenceNotTaken @throws IntakeFull; none of the records is committed then, or all: send all again
   */
  async take(ctx: RequestContext, records: readonly LogRecord[], bytes: number): Promise<Taken> {
    if (this.bytesWaiting + bytes > MOST_BYTES_WAITING) throw new IntakeFull();
    this.bytesWaiting += bytes;
    try {
      return await this.takeAll(ctx, records, bytes);
    } catch (error) {
      throw error instanceof DomainError ? error : new EvidenceNotTaken({ cause: error });
    } finally {
      this.bytesWaiting -= bytes;
    }
  }

  private async takeAll(ctx: RequestContext, records: readonly LogRecord[], bytes: number): Promise<Taken> {
    const reporter = await this.reporters.of(ctx);
    const about = { org: ctx.orgId, reporter, receivedAt: ctx.now, sessions: new Map<string, string>() };
    const seal = await this.sealer.sealFor(ctx, 'event-content');
    const batch = new EntryBatch(records.length);
    let sentence: string | null = null;
    for (let from = 0; from < records.length; from += SLICE) {
      if (from > 0) await yieldToOthers();
      const good: ReportedEvent[] = [];
      for (const record of records.slice(from, from + SLICE)) {
        const reported = reportedEvent(record, about);
        if ('refused' in reported) sentence ??= reported.refused;
        else good.push(reported);
      }
      addSealed(batch, good, seal);
    }
    if (batch.size > 0) await this.commits.add(ctx.orgId, batch, bytes);
    return { taken: batch.size, refused: records.length - batch.size, sentence };
  }

  private async commit(orgId: OrgId, batches: readonly EntryBatch[]): Promise<void> {
    const batch = EntryBatch.joined(batches);
    await this.hot.within({ orgId }, (tx) => this.ledger.append(tx, orgId, batch));
    for (const done of new Set([batch, ...batches])) done.release();
  }
}

/** PostgreSQL's class 22, data exception: these very rows, not the state of the database. */
const isDataError = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  typeof error.code === 'string' &&
  error.code.startsWith('22');
