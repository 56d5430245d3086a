import { Injectable } from '@nestjs/common';
import { newToken } from '#features/identity';
import { newId, type RequestContext } from '#kernel';
import { ChangeSignal, OrgDatabase, type OrgTx } from '#platform/database';
import { Trail, type TrailEntry } from '#platform/trail';
import { DIRECTORY_CHANGED } from '../provisioning.events.js';
import { StandingService } from '../standing/standing.service.js';
import {
  type Directory,
  DIRECTORY_TOKEN_PREFIX,
  type DirectoryId,
  type DirectoryTokenId,
  type DirectoryWithFigures,
  MOST_DIRECTORIES,
  MOST_GOOD_TOKENS,
} from './directory.js';
import { DirectoriesTooMany, DirectoryNotFound } from './directory.errors.js';
import { DirectoryRepository } from './directory.repository.js';

const DAY_MS = 86_400_000;

export interface TokenOrder {
  readonly name: string;
  readonly expiresInDays: number;
  /** How long the tokens that there are stay good beside the new one; null leaves them as they are. */
  readonly overlapHours: number | null;
}

/** A token as it is given out, once. */
export interface GivenToken {
  readonly id: DirectoryTokenId;
  readonly token: string;
}

/** The directories of an org and their tokens. */
@Injectable()
export class DirectoryService {
  // eslint-disable-next-line max-params -- what changes is told to every process and recorded, and groups go with it
  constructor(
    private readonly db: OrgDatabase,
    private readonly directories: DirectoryRepository,
    private readonly standing: StandingService,
    private readonly signal: ChangeSignal,
    private readonly trail: Trail,
  ) {}

  list(ctx: RequestContext): Promise<readonly DirectoryWithFigures[]> {
    return this.db.within(ctx, (tx) => this.directories.list(tx, ctx));
  }

  /** @throws DirectoryNotFound */
  async get(ctx: RequestContext, id: DirectoryId): Promise<DirectoryWithFigures> {
    const found = (await this.list(ctx)).find((directory) => directory.id === id);
    if (found === undefined) throw new DirectoryNotFound(`There is no directory ${id} in this organisation.`);
    return found;
  }

  /** Makes a directory with its first token. @throws DirectoryNameTaken, DirectoriesTooMany */
  create(ctx: RequestContext, name: string, days: number): Promise<{ id: DirectoryId; token: string }> {
    return this.db.within(ctx, async (tx) => {
      if ((await this.directories.count(tx, ctx)) >= MOST_DIRECTORIES)
        throw new DirectoriesTooMany(`An organisation has at most ${MOST_DIRECTORIES} directories.`);
      const id = newId<'Directory'>(ctx.now);
      const directory = { id, name, createdAt: ctx.now, creatorLabel: ctx.principal.label };
      await this.directories.insert(tx, ctx, directory);
      const { token } = await this.giveToken(tx, ctx, id, { name: 'first', expiresInDays: days, overlapHours: null });
      await this.record(tx, ctx, directory, { action: 'directory.created' });
      return { id, token };
    });
  }

  /** Whoever holds a token says who is in the directory's groups. @throws DirectoryNotFound, RoleNotYours, DirectoriesTooMany for tokens */
  createToken(ctx: RequestContext, id: DirectoryId, order: TokenOrder): Promise<GivenToken> {
    return this.db.within(ctx, async (tx) => {
      const directory = await this.foundIn(tx, ctx, id);
      await this.standing.mustBeHersIn(tx, ctx, id);
      const scope = { orgId: ctx.orgId, directoryId: id };
      if (order.overlapHours !== null) {
        await this.directories.endTokens(tx, scope, new Date(ctx.now.getTime() + order.overlapHours * 3_600_000));
        await this.tell(tx, ctx, id);
      }
      const given = await this.giveToken(tx, ctx, id, order);
      const facts = { token: given.id, overlapHours: order.overlapHours };
      await this.record(tx, ctx, directory, { action: 'directory.token_created', facts });
      return given;
    });
  }

  /** From the commit on it is good for nothing, in every process. Revoking twice is no error. @throws DirectoryNotFound */
  revokeToken(ctx: RequestContext, id: DirectoryId, tokenId: string): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      const directory = await this.foundIn(tx, ctx, id);
      if (!(await this.directories.revokeToken(tx, { orgId: ctx.orgId, directoryId: id }, tokenId, ctx.now))) return;
      await this.tell(tx, ctx, id);
      await this.record(tx, ctx, directory, { action: 'directory.token_revoked', facts: { token: tokenId } });
    });
  }

  /** Removes the directory with its users and groups. People who are members stay as they are. @throws DirectoryNotFound, RoleNotYours */
  remove(ctx: RequestContext, id: DirectoryId): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      const directory = await this.foundIn(tx, ctx, id);
      await this.standing.mustBeHersIn(tx, ctx, id);
      await this.standing.forgetGroupsIn(tx, ctx, id);
      await this.directories.remove(tx, ctx, id);
      await this.tell(tx, ctx, id);
      await this.record(tx, ctx, directory, { action: 'directory.removed' });
    });
  }

  private async giveToken(
    tx: OrgTx,
    ctx: RequestContext,
    directoryId: DirectoryId,
    { name, expiresInDays }: TokenOrder,
  ): Promise<GivenToken> {
    const good = await this.directories.goodTokens(tx, { orgId: ctx.orgId, directoryId }, ctx.now);
    if (good.length >= MOST_GOOD_TOKENS)
      throw new DirectoriesTooMany(`A directory has at most ${MOST_GOOD_TOKENS} good tokens. Revoke one.`);
    const id = newId<'DirectoryToken'>(ctx.now);
    const token = `${DIRECTORY_TOKEN_PREFIX}${newToken()}`;
    const expiresAt = new Date(ctx.now.getTime() + expiresInDays * DAY_MS);
    const made = { createdAt: ctx.now, creatorLabel: ctx.principal.label };
    await this.directories.insertToken(tx, ctx, { id, directoryId, name, expiresAt, ...made }, token);
    return { id, token };
  }

  private async foundIn(tx: OrgTx, ctx: RequestContext, id: DirectoryId): Promise<Directory> {
    const directory = await this.directories.find(tx, ctx, id);
    if (directory === null) throw new DirectoryNotFound(`There is no directory ${id} in this organisation.`);
    return directory;
  }

  private tell(tx: OrgTx, ctx: RequestContext, id: DirectoryId): Promise<void> {
    return this.signal.notify(tx, { topic: DIRECTORY_CHANGED, orgId: ctx.orgId, id });
  }

  private async record(
    tx: OrgTx,
    ctx: RequestContext,
    { id, name }: Directory,
    entry: Pick<TrailEntry, 'action' | 'facts'>,
  ): Promise<void> {
    await this.trail.record(tx, ctx, { ...entry, target: { kind: 'directory', id, label: name } });
  }
}
