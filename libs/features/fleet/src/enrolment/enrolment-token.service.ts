import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { newId, type RequestContext } from '#kernel';
import { OrgDatabase, type OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import type { EnrolmentTokenId } from '../machines/machine.js';
import {
  ENROLMENT_SECRET_BYTES,
  type EnrolmentToken,
  enrolmentTokenText,
  hashOfEnrolmentToken,
} from './enrolment-token.js';
import { EnrolmentTokenRepository } from './enrolment-token.repository.js';
import { EnrolmentTokenNotFound, EnrolmentTokenRefused } from './enrolment.errors.js';

const HOUR_MS = 3_600_000;

export interface EnrolmentTokenDraft {
  readonly label: string;
  readonly expiresInHours: number;
  readonly uses: number;
}

/** Tokens by which device management enrols machines. */
@Injectable()
export class EnrolmentTokenService {
  constructor(
    private readonly db: OrgDatabase,
    private readonly tokens: EnrolmentTokenRepository,
    private readonly trail: Trail,
  ) {}

  /** Makes a token. `text` is given out here and never again: only its hash is kept. */
  async create(ctx: RequestContext, draft: EnrolmentTokenDraft): Promise<{ token: EnrolmentToken; text: string }> {
    const text = enrolmentTokenText(ctx.orgId, randomBytes(ENROLMENT_SECRET_BYTES));
    const token: EnrolmentToken = {
      id: newId<'EnrolmentToken'>(ctx.now),
      label: draft.label,
      usesAllowed: draft.uses,
      usesTaken: 0,
      expiresAt: new Date(ctx.now.getTime() + draft.expiresInHours * HOUR_MS),
      revokedAt: null,
      creatorLabel: ctx.principal.label,
      createdAt: ctx.now,
    };
    await this.db.within(ctx, async (tx) => {
      await this.tokens.insert(tx, ctx, token, hashOfEnrolmentToken(text));
      await this.trail.record(tx, ctx, {
        action: 'enrolment_token.created',
        target: { kind: 'enrolment-token', id: token.id, label: token.label },
        facts: { uses: token.usesAllowed, expiresAt: token.expiresAt.toISOString() },
      });
    });
    return { token, text };
  }

  list(ctx: RequestContext): Promise<readonly EnrolmentToken[]> {
    return this.db.within(ctx, (tx) => this.tokens.list(tx, ctx));
  }

  /** Machines that enrolled by it stay. @throws EnrolmentTokenNotFound */
  revoke(ctx: RequestContext, id: EnrolmentTokenId): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      const label = await this.tokens.revoke(tx, ctx, id, ctx.now);
      if (label === null) throw new EnrolmentTokenNotFound(`There is no enrolment token ${id} in this organisation.`);
      await this.trail.record(tx, ctx, {
        action: 'enrolment_token.revoked',
        target: { kind: 'enrolment-token', id, label },
      });
    });
  }

  /**
   * Finds the token of `text` in the org of the transaction.
   * @throws EnrolmentTokenRefused
   */
  async findIn(tx: OrgTx, ctx: Pick<RequestContext, 'orgId'>, text: string): Promise<EnrolmentToken> {
    const token = await this.tokens.findByHash(tx, ctx, hashOfEnrolmentToken(text));
    if (token === null)
      throw new EnrolmentTokenRefused('This enrolment token is unknown. Ask your security team for a new one.');
    return token;
  }

  /**
   * Uses the token, for a machine that comes in for the first time or again; only the first takes one of its uses.
   * @throws EnrolmentTokenRefused saying whether it is used up, expired or revoked
   */
  async useIn(
    tx: OrgTx,
    ctx: Pick<RequestContext, 'orgId' | 'now'>,
    { token, isFirstUse }: { token: EnrolmentToken; isFirstUse: boolean },
  ): Promise<void> {
    const stands = token.revokedAt === null && token.expiresAt > ctx.now;
    const isTaken = isFirstUse ? await this.tokens.takeUse(tx, ctx, token.id, ctx.now) : stands;
    if (isTaken) return;
    const why = token.revokedAt ? 'was revoked' : token.expiresAt <= ctx.now ? 'has expired' : 'is used up';
    throw new EnrolmentTokenRefused(`This enrolment token ${why}. Ask your security team for a new one.`);
  }
}
