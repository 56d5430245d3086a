import { Injectable } from '@nestjs/common';
import type { Moment } from '#features/identity';
import { HotPath, type OrgTx } from '#platform/database';
import { Trail } from '#platform/trail';
import type { AnswerCheck, AssertedIdentity } from '../asserted-identity.js';
import type { Connection, JsonObject } from '../connections/connection.js';
import type { SsoOutcome, SsoRequest } from './sso-request.js';
import { type OnceOnly, SsoRequestRepository } from './sso-request.repository.js';
import { SsoRequests } from './sso-requests.js';

/** What a protocol hands over besides the verdict. */
export interface AnswerContext {
  /** The question that was answered, taken; null where the identity provider began by itself. */
  readonly request: SsoRequest | null;
  readonly moment: Moment;
  readonly ip: string | null;
  /** Everything that was asked of the answer, in order; a test of the connection shows it. */
  readonly checks?: readonly AnswerCheck[];
  /** The answer, decoded, without values of signatures or tokens; a test of the connection shows it. */
  readonly evidence?: JsonObject | null;
}

/** Where the browser goes on: a 303. `cookie` is to be set with it (sso-cookie.ts). */
export interface Onward {
  readonly location: string;
  readonly cookie: string | null;
}

/** Why an answer was not believed. `reason` is one word for a program (`signature_invalid`), `detail` a sentence for an admin. */
export interface AnswerRefusal {
  readonly reason: string;
  readonly detail: string;
  readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
}

const REASON = /^[a-z][a-z0-9_]{0,59}$/;

/**
 * What a protocol calls once it knows what to think of an answer. Nobody is signed in here: the answer may have come with a POST of another site,
 * which shows no cookie. The outcome waits for the browser that began (sso-completion.ts).
 */
@Injectable()
export class FederatedSignIn {
  constructor(
    private readonly db: HotPath,
    private readonly requests: SsoRequests,
    private readonly rows: SsoRequestRepository,
    private readonly trail: Trail,
  ) {}

  /**
   * The answer is good: every check of the protocol passed, and the assertion was not used before.
   * @param keep what the protocol needs to end the session at the identity provider
   */
  async accept(
    connection: Connection,
    identity: AssertedIdentity,
    context: AnswerContext & { readonly keep?: JsonObject | null },
  ): Promise<Onward> {
    const { checks = [], evidence = null, keep = null } = context;
    const outcome: SsoOutcome = { kind: 'accepted', identity, keep, checks, evidence };
    if (context.request !== null) return this.leave(context.request, outcome);
    // The browser that brings an answer nobody asked for is the one that goes on with it.
    const { id, cookie } = await this.requests.begin(connection, { purpose: 'sign-in' });
    const request = await this.requests.take(connection, id);
    if (request === null) throw new Error('A request that was just begun is not there.');
    return { ...(await this.leave(request, outcome)), cookie };
  }

  /**
   * As `accept`, for an assertion that counts once: assertion and question are used up, and the outcome is kept, in one transaction. Answers which of
   * the two was used before; then nothing came of it.
   * @param context its request was found, and is not taken yet
   */
  async acceptOnce(
    connection: Connection,
    identity: AssertedIdentity,
    assertion: OnceOnly,
    context: AnswerContext & { readonly request: SsoRequest; readonly keep: JsonObject },
  ): Promise<Onward | 'assertion_used' | 'request_used'> {
    const { request, checks = [], evidence = null, keep, moment } = context;
    const outcome: SsoOutcome = { kind: 'accepted', identity, keep, checks, evidence };
    const used = await this.db.each(connection, (tx) =>
      this.rows.takeWith(tx, request, { assertion, outcome }, moment.now),
    );
    return used ?? { location: completionOf(request), cookie: null };
  }

  /** The answer is not believed. The ledger says why; the browser lands on a page that says so too. */
  async refuse(connection: Connection, refusal: AnswerRefusal, context: AnswerContext): Promise<Onward> {
    const reason = REASON.test(refusal.reason) ? refusal.reason : 'refused';
    const { request, checks = [], evidence = null, moment, ip } = context;
    await this.db.within(connection, async (tx) => {
      const outcome: SsoOutcome = { kind: 'refused', reason, detail: refusal.detail, checks, evidence };
      if (request !== null) await this.rows.answer(tx, request, request.id, outcome);
      await this.recordIn(
        tx,
        connection,
        { ...refusal, reason, purpose: request?.purpose ?? 'sign-in' },
        { moment, ip },
      );
    });
    return { location: request === null ? refusedAt(reason) : completionOf(request), cookie: null };
  }

  /** Writes a refusal into the org's ledger. Call it last. */
  async recordIn(
    tx: OrgTx,
    { orgId, id, name }: Connection,
    refusal: AnswerRefusal & { readonly purpose: string },
    { moment, ip }: Pick<AnswerContext, 'moment' | 'ip'>,
  ): Promise<void> {
    await this.trail.record(
      tx,
      { orgId, principal: { kind: 'service', id: id, label: name }, ...moment },
      {
        action: 'sso.refused',
        target: { kind: 'connection', id, label: name },
        reason: refusal.detail,
        facts: { ...refusal.facts, refusal: refusal.reason, purpose: refusal.purpose, ip },
      },
    );
  }

  private async leave(request: SsoRequest, outcome: SsoOutcome): Promise<Onward> {
    await this.db.each(request, (tx) => this.rows.answer(tx, request, request.id, outcome));
    return { location: completionOf(request), cookie: null };
  }
}

/** The id is no secret: the browser's cookie is. */
const completionOf = ({ id }: SsoRequest): string => `/sso/complete?request=${id}`;

/** The sign-in page, which knows a sentence for each reason. */
export const refusedAt = (reason: string): string => `/login?refused=${encodeURIComponent(reason)}`;

/** As `refusedAt`, for somebody who is signed in and was to prove it anew. */
export const unprovedAt = (reason: string): string => `/proved?refused=${encodeURIComponent(reason)}`;
