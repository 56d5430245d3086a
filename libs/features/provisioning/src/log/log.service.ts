import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { OrgDatabase, SystemDatabase } from '#platform/database';
import { Log } from '#platform/observability';
import { DirectoryNotFound } from '../directories/directory.errors.js';
import type { DirectoryContext, DirectoryId } from '../directories/directory.js';
import { DirectoryRepository } from '../directories/directory.repository.js';
import type { ScimError } from '../scim/scim-answer.js';
import type { LogEntry, LoggedMethod } from './log-entry.js';
import { type LogPage, LogRepository } from './log.repository.js';

const MOST_SWEPT = 10_000;

export interface Refused {
  readonly method: LoggedMethod;
  readonly resource: 'Users' | 'Groups' | 'Bulk' | 'Other';
  readonly resourceId: string | null;
  readonly error: ScimError;
  readonly message: unknown;
}

/** What directories asked for and what became of it. */
@Injectable()
export class LogService {
  // eslint-disable-next-line max-params -- the log is an org's, and is swept across all of them
  constructor(
    private readonly db: OrgDatabase,
    private readonly system: SystemDatabase,
    private readonly logs: LogRepository,
    private readonly directories: DirectoryRepository,
    private readonly log: Log,
  ) {}

  /** @throws DirectoryNotFound */
  page(ctx: RequestContext, directoryId: DirectoryId, page: LogPage): Promise<readonly LogEntry[]> {
    return this.db.within(ctx, async (tx) => {
      if ((await this.directories.find(tx, ctx, directoryId)) === null)
        throw new DirectoryNotFound(`There is no directory ${directoryId} in this organisation.`);
      return this.logs.page(tx, { orgId: ctx.orgId, directoryId }, page);
    });
  }

  /** Writes down what was refused. That it cannot be written is no reason to answer otherwise. */
  async refused(ctx: DirectoryContext, { method, resource, resourceId, error, message }: Refused): Promise<void> {
    const { status, scimType, detail } = error;
    const about = { method, resource, resourceId: resourceId?.slice(0, 200) ?? null };
    const told = { status: Number(status), scimType: scimType ?? null, detail, changes: [], message };
    try {
      await this.db.within(ctx, async (tx) => {
        const label = labelOf(message) ?? (await this.logs.nameOf(tx, ctx, about));
        await this.logs.insert(tx, ctx, { ...about, label, ...told });
      });
    } catch (failure) {
      this.log.warn('provisioning.log_failed', { requestId: ctx.requestId, error: failure });
    }
  }

  /** Lets go what is older than ninety days. */
  async sweep(): Promise<void> {
    for (let gone = MOST_SWEPT; gone === MOST_SWEPT;)
      gone = await this.system.across('sweep the provisioning log', (tx) => this.logs.sweep(tx, MOST_SWEPT));
  }
}

function labelOf(message: unknown): string | null {
  if (typeof message !== 'object' || message === null) return null;
  const { userName, displayName } = message as Record<string, unknown>;
  const label = typeof userName === 'string' ? userName : displayName;
  return typeof label === 'string' ? label.replaceAll('\u0000', '').toWellFormed().slice(0, 200) : null;
}
