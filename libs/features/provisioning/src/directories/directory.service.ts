import { Injectable } from '@nestjs/common';
import { coversPower, isOwnerly, type Power, RoleNotYours, type Voucher } from '#features/access';
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

export interface DirectoryOrder {
  readonly name: string;
  /** How long the first token is good. */
  readonly days: number;
  readonly power?: Power | null;
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
    return this.db.within(ctx, async (tx) => {
      const found = await this.directories.list(tx, ctx);
      const shown: DirectoryWithFigures[] = [];
      for (const one of found) shown.push({ ...one, tokens: await this.standing.shownIn(tx, ctx, one) });
      return shown;
    });
  }

  /** @throws DirectoryNotFound */
  async get(ctx: RequestContext, id: DirectoryId): Promise<DirectoryWithFigures> {
    const found = (await this.list(ctx)).find((directory) => directory.id === id);
    if (found === undefined) throw new DirectoryNotFound(`There is no directory ${id} in this organisation.`);
    return found;
  }

  /**
   * Makes a directory with its first token.
   * @param power null: what the caller has for good
   * @throws DirectoryNameTaken, DirectoriesTooMany
   */
  create(
    ctx: RequestContext,
    { name, days, power = null }: DirectoryOrder,
  ): Promise<{ id: DirectoryId; token: string }> {
    return this.db.within(ctx, async (tx) => {
      if ((await this.directories.count(tx, ctx)) >= MOST_DIRECTORIES)
        throw new DirectoriesTooMany(`An organisation has at most ${MOST_DIRECTORIES} directories.`);
      const id = newId<'Directory'>(ctx.now);
      const directory = { id, name, createdAt: ctx.now, creatorLabel: ctx.principal.label };
      await this.directories.insert(tx, ctx, directory);
      const voucher = await this.voucherIn(tx, ctx, power);
      const first = { name: 'first', expiresInDays: days, overlapHours: null, voucher };
      const { token } = await this.giveToken(tx, ctx, id, first);
      await this.record(tx, ctx, directory, { action: 'directory.created' });
      return { id, token };
    });
  }

  /** Whoever holds a token says who is in the directory's groups. @throws DirectoryNotFound, RoleNotYours, DirectoriesTooMany for tokens */
  createToken(ctx: RequestContext, id: DirectoryId, order: TokenOrder): Promise<GivenToken> {
    return this.db.within(ctx, async (tx) => {
      const directory = await this.foundIn(tx, ctx, id);
      // Nothing is given to a group between this look and the token.
      await this.standing.mustBeHersIn(tx, ctx, id);
      const scope = { orgId: ctx.orgId, directoryId: id };
      if (order.overlapHours !== null) {
        await this.directories.endTokens(tx, scope, new Date(ctx.now.getTime() + order.overlapHours * 3_600_000));
        await this.tell(tx, ctx, id);
      }
      const voucher = await this.voucherIn(tx, ctx);
      const given = await this.giveToken(tx, ctx, id, { ...order, voucher });
      if (isOwnerly(voucher.power)) await this.directories.holdBack(tx, scope, null);
      const facts = { token: given.id, overlapHours: order.overlapHours, byOwner: isOwnerly(voucher.power) };
      await this.record(tx, ctx, directory, { action: 'directory.token_created', facts });
      return given;
    });
  }

  /**
   * From now on its holder can do to people and groups what the caller can: she answers for whoever has the token.
   * @throws DirectoryNotFound, RoleNotYours for what the groups give, and where somebody with more power has vouched for it
   */
  vouch(ctx: RequestContext, id: DirectoryId, tokenId: string): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      const directory = await this.foundIn(tx, ctx, id);
      await this.standing.mustBeHersIn(tx, ctx, id);
      const scope = { orgId: ctx.orgId, directoryId: id };
      const token = (await this.directories.goodTokens(tx, scope, ctx.now)).find((one) => one.id === tokenId);
      if (token === undefined) throw new DirectoryNotFound('There is no such token that is good.');
      const voucher = await this.voucherIn(tx, ctx);
      if (!coversPower(voucher.power, token.power))
        throw new RoleNotYours('Somebody who may do more than you has vouched for this token already.');
      await this.directories.vouch(tx, ctx, token.id, voucher);
      await this.directories.holdBack(tx, scope, null);
      await this.tell(tx, ctx, id);
      const byOwner = isOwnerly(voucher.power);
      const facts = { token: token.id, tokenName: token.name, byOwner, ...(byOwner && { severity: 'high' }) };
      await this.record(tx, ctx, directory, { action: 'directory.token_vouched', facts });
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
    { name, expiresInDays, voucher }: TokenOrder & { readonly voucher: Voucher },
  ): Promise<GivenToken> {
    const good = await this.directories.goodTokens(tx, { orgId: ctx.orgId, directoryId }, ctx.now);
    if (good.length >= MOST_GOOD_TOKENS)
      throw new DirectoriesTooMany(`A directory has at most ${MOST_GOOD_TOKENS} good tokens. Revoke one.`);
    const id = newId<'DirectoryToken'>(ctx.now);
    const token = `${DIRECTORY_TOKEN_PREFIX}${newToken()}`;
    const expiresAt = new Date(ctx.now.getTime() + expiresInDays * DAY_MS);
    const made = { createdAt: ctx.now, creatorLabel: ctx.principal.label };
    await this.directories.insertToken(
      tx,
      ctx,
      { id, directoryId, name, expiresAt, ...made },
      { secret: token, voucher },
    );
    return { id, token };
  }

  private async voucherIn(tx: OrgTx, ctx: RequestContext, power: Power | null = null): Promise<Voucher> {
    return { by: ctx.principal.label, at: ctx.now, power: power ?? (await this.standing.powerOfCallerIn(tx, ctx)) };
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
