import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Settings } from '#platform/config';
import { OrgDatabase, type OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import { baseOf } from '../directories/base-of.js';
import type { DirectoryContext, DirectoryId } from '../directories/directory.js';
import { GroupDesk } from '../groups/group-desk.service.js';
import { statusOf, toScimError } from '../scim/scim-answer.js';
import { LogEntryNotFound, NotReplayable } from '../scim/scim.errors.js';
import { StandingService } from '../standing/standing.service.js';
import { UserDesk } from '../users/user-desk.service.js';
import type { LogEntryId } from './log-entry.js';
import { type LoggedRequest, LogRepository } from './log.repository.js';

export interface ReplayOutcome {
  readonly status: number;
  readonly detail: string | null;
}

/** Tries again what was refused, in the name of whoever asks for it. What succeeded once is not tried twice. */
@Injectable()
export class ReplayService {
  // eslint-disable-next-line max-params -- a request is taken out of the log and goes to either desk
  constructor(
    private readonly db: OrgDatabase,
    private readonly logs: LogRepository,
    private readonly users: UserDesk,
    private readonly groups: GroupDesk,
    private readonly standing: StandingService,
    private readonly settings: Settings,
    private readonly trail: Trail,
  ) {}

  /** @throws LogEntryNotFound, NotReplayable, RoleNotYours for what a group gives */
  async replay(ctx: RequestContext, directoryId: DirectoryId, id: LogEntryId): Promise<ReplayOutcome> {
    const power = await this.db.within(ctx, (tx) => this.standing.powerOfCallerIn(tx, ctx));
    const scoped = { ...ctx, directoryId, power, base: baseOf(this.settings, directoryId) };
    // The mark is set first: of two who press the button at once, one does it. A refusal takes the mark away again.
    const request = await this.db.within(ctx, (tx) => this.claim(tx, scoped, id));
    const outcome = await this.perform(scoped, request);
    await this.db.within(ctx, async (tx) => {
      if (outcome.status >= 400) await this.logs.markReplayed(tx, scoped, id, null);
      await this.trail.record(tx, ctx, {
        action: 'provisioning.replayed',
        target: { kind: 'provisioning-entry', id },
        facts: { directory: directoryId, status: outcome.status },
      });
    });
    return outcome;
  }

  private async claim(tx: OrgTx, ctx: DirectoryContext, id: LogEntryId): Promise<LoggedRequest> {
    const request = await this.logs.findForUpdate(tx, ctx, id);
    if (request === null) throw new LogEntryNotFound(`There is no entry ${id} in the log of this directory.`);
    if (request.replayedAt !== null) throw new NotReplayable('It was tried again already, with success.');
    const isKept = request.message !== null || request.method === 'DELETE';
    if (request.status < 400 || !isKept || (request.resource !== 'Users' && request.resource !== 'Groups'))
      throw new NotReplayable('Only what was refused can be tried again, and only while its message is kept.');
    if (request.resource === 'Groups') await this.standing.mustBeHersIn(tx, ctx, ctx.directoryId);
    await this.logs.markReplayed(tx, ctx, id, ctx.now);
    return request;
  }

  private async perform(
    ctx: DirectoryContext,
    { method, resource, resourceId, message }: LoggedRequest,
  ): Promise<ReplayOutcome> {
    const desk = resource === 'Users' ? this.users : this.groups;
    const change = { id: resourceId ?? '', ifMatch: null, body: message };
    try {
      switch (method) {
        case 'POST':
          await desk.create(ctx, message);
          return { status: 201, detail: null };
        case 'PUT':
          await desk.replace(ctx, change);
          return { status: 200, detail: null };
        case 'PATCH':
          await desk.patch(ctx, change);
          return { status: 200, detail: null };
        case 'DELETE':
          await desk.remove(ctx, change);
          return { status: 204, detail: null };
        case 'GET':
          throw new NotReplayable('There is nothing to do again about a question.');
      }
    } catch (error) {
      const status = statusOf(error);
      if (status >= 500) throw error;
      return { status, detail: toScimError(error, status).detail };
    }
  }
}
