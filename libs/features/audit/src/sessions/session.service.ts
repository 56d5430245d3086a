import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { HotPath } from '#platform/database';
import type { AuditEntry } from '../entries/audit-entry.js';
import { EntryReader } from '../entries/entry.reader.js';
import type { AgentSession, SessionPlace, SessionSearch } from './session.js';
import { SessionNotFound } from './session.errors.js';
import { SessionReader } from './session.reader.js';

export interface SessionTimeline extends AgentSession {
  /** The first two thousand; the search by session has the rest. */
  readonly timeline: readonly AuditEntry[];
}

const LONGEST_TIMELINE = 2_000;

@Injectable()
export class SessionService {
  constructor(
    private readonly hot: HotPath,
    private readonly sessions: SessionReader,
    private readonly entries: EntryReader,
  ) {}

  /** One more than `limit` tells that there is a next page. */
  page(
    ctx: RequestContext,
    search: SessionSearch,
    where: { after: SessionPlace | null; limit: number },
  ): Promise<readonly AgentSession[]> {
    return this.hot.within(ctx, (tx) => this.sessions.page(tx, ctx, search, { ...where, limit: where.limit + 1 }));
  }

  /** @throws SessionNotFound */
  timeline(ctx: RequestContext, id: string): Promise<SessionTimeline> {
    return this.hot.within(ctx, async (tx) => {
      const session = await this.sessions.find(tx, ctx, id);
      if (session === null) throw new SessionNotFound('There is no session with this id in your organisation.');
      return { ...session, timeline: await this.entries.ofSession(tx, ctx, id, LONGEST_TIMELINE) };
    });
  }
}
