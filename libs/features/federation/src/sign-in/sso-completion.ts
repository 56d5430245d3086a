import { Injectable } from '@nestjs/common';
import {
  type ArrivingBrowser,
  ConsoleArrivals,
  ConsoleQuestions,
  type Moment,
  type SessionBearer,
  SessionService,
  type WaitingQuestion,
} from '#features/identity';
import { isUuid, type RequestContext } from '#kernel';
import { enterOrg, SystemDatabase, type SystemTx, together } from '#platform/database';
import type { Connection } from '../connections/connection.js';
import { ConnectionRepository } from '../connections/connection.repository.js';
import type { ConnectionTestId } from '../tests/connection-test.js';
import { ConnectionTestService } from '../tests/connection-test.service.js';
import type { Admitted } from './arrivals.js';
import { FederatedSignIn } from './federated-sign-in.js';
import { detailOf } from './refusal.rules.js';
import { ReturnedProofs } from './returned-proofs.js';
import { SelfLinking } from './self-linking.js';
import { type EnteredSession, type KnownArrival, SessionOpener } from './session-opener.js';
import type { SsoOutcome, SsoPurpose, SsoRequestId } from './sso-request.js';
import { SsoRequestRepository, type StoredSsoRequest } from './sso-request.repository.js';
import { identityChecks } from './tested-identity.rules.js';

/** The browser that comes back. */
export interface Returning {
  readonly requestId: string;
  /** What its cookie holds. */
  readonly browser: string | null;
  readonly sessionToken: string | null;
  readonly ip: string | null;
  /** What it left the console with. */
  readonly signInCookie: string | undefined;
  readonly console: ArrivingBrowser;
}

/** What came of it all. */
export type Completion =
  | ({ readonly kind: 'signed-in'; readonly interaction: string | null } & EnteredSession)
  /** The console itself had asked: the session has begun. */
  | { readonly kind: 'arrived'; readonly token: string; readonly returnTo: string }
  | { readonly kind: 'refused'; readonly reason: string; readonly purpose: SsoPurpose }
  | { readonly kind: 'tested'; readonly testId: string }
  | { readonly kind: 'linked' }
  | { readonly kind: 'proved'; readonly returnTo: string };

const refused = (reason: string, purpose: SsoPurpose = 'sign-in'): Completion => ({
  kind: 'refused',
  reason,
  purpose,
});

/** The last step of a sign-in through a connection: the browser that began it comes back, and what was found out counts for it alone, once. */
@Injectable()
export class SsoCompletion {
  // eslint-disable-next-line max-params -- a sign-in, a test, a link and a proof end at one door
  constructor(
    private readonly system: SystemDatabase,
    private readonly requests: SsoRequestRepository,
    private readonly connections: ConnectionRepository,
    private readonly opener: SessionOpener,
    private readonly tests: ConnectionTestService,
    private readonly linking: SelfLinking,
    private readonly proofs: ReturnedProofs,
    private readonly sessions: SessionService,
    private readonly federated: FederatedSignIn,
    private readonly questions: ConsoleQuestions,
    private readonly arrivals: ConsoleArrivals,
  ) {}

  async complete(returning: Returning, moment: Moment): Promise<Completion> {
    const bearer =
      returning.sessionToken === null ? null : await this.sessions.bearerOf(returning.sessionToken, moment.now);
    const completion = await this.system.swiftly('complete a single sign-on', async (tx) => {
      if (!isUuid(returning.requestId)) return refused('request_unknown');
      const id = returning.requestId as SsoRequestId;
      const [isCompleted, stored, connection] = await together(
        tx,
        () => this.requests.complete(tx, id, returning.browser, moment.now),
        () => this.requests.findAcrossTenants(tx, id),
        () => this.connections.ofRequestAcrossTenants(tx, id),
      );
      if (stored?.outcome == null || connection === null) return refused('request_unknown');
      if (isCompleted)
        return this.concludeIn(tx, { connection, stored, outcome: stored.outcome, bearer, returning }, moment);
      if (stored.isCompleted || stored.expiresAt <= moment.now || isBrowserOf(stored, returning))
        return refused('request_unknown');
      // Whoever brings somebody else's answer signs in as nobody, and leaves it to the browser that it is for.
      await this.otherBrowserIn(tx, connection, stored, { ip: returning.ip, moment });
      return refused('other_browser');
    });
    if (completion.kind === 'proved' && bearer !== null) this.sessions.changedHere(bearer.id);
    return completion;
  }

  /**
   * As `complete`, for a sign-in whose answer came with the browser that began it: nothing has to wait for that browser.
   * @param answer its question was taken, and is of this browser
   */
  conclude({ stored, outcome }: OwnAnswer, returning: Returning, moment: Moment): Promise<Completion> {
    const { orgId, connectionId } = stored.request;
    const conclude = async (tx: SystemTx): Promise<Completion> => {
      const [connection, seen] = await together(
        tx,
        // Read anew: whoever ended the connection while the provider was asked is heard.
        () => this.connections.findAcrossTenants(tx, connectionId),
        () => this.lookIn(tx, stored, outcome),
      );
      if (connection === null) return refused('connection_unknown');
      return this.concludeIn(tx, { connection, stored, outcome, bearer: null, returning, seen }, moment);
    };
    return this.system.swiftly('complete a single sign-on', conclude, orgId);
  }

  private async concludeIn(tx: SystemTx, arrival: Arrived, moment: Moment): Promise<Completion> {
    const { connection, stored, outcome } = arrival;
    const { request } = stored;
    if (request.purpose === 'test') return this.testedIn(tx, arrival, moment);
    if (outcome.kind === 'refused') return refused(outcome.reason, request.purpose);
    if (connection.status !== 'live') return this.refusedIn(tx, arrival, 'connection_not_live', moment);
    if (request.purpose === 'proof') return this.provedIn(tx, arrival, outcome, moment);
    if (request.purpose === 'link') return this.linkedIn(tx, arrival, outcome, moment);
    const { known, question } = arrival.seen ?? (await this.lookIn(tx, stored, outcome));
    const verdict = await this.opener.admitIn(tx, connection, { outcome, known }, moment);
    if (verdict.kind === 'refused') return this.refusedIn(tx, arrival, verdict.reason, moment);
    return this.signedInIn(tx, { arrival, outcome, admitted: verdict, question }, moment);
  }

  /** What a sign-in has to know of who comes, and of whoever asked for it. */
  private async lookIn(tx: SystemTx, { request }: StoredSsoRequest, outcome: AcceptedOutcome): Promise<Seen> {
    const { orgId, connectionId: id, interaction } = request;
    const [known, question] = await together(
      tx,
      () => this.opener.knownIn(tx, { orgId, id }, outcome),
      async () => (interaction === null ? null : this.questions.findIn(tx, interaction)),
    );
    return { known, question };
  }

  /** Where the console asked, it is told at once, in the same transaction; every other client by the OpenID provider. */
  private async signedInIn(tx: SystemTx, { arrival, outcome, admitted, question }: Admission, moment: Moment) {
    const { connection, returning } = arrival;
    const [entered, begun, known] = await together(
      tx,
      () => this.opener.openIn(tx, connection, { admitted, outcome, ip: returning.ip }, moment),
      async () => question && this.questions.takeIn(tx, question, returning.signInCookie, moment.now),
      () => this.arrivals.readIn(tx, admitted.personId),
    );
    if (begun === null) {
      await this.opener.recordIn(tx, entered, moment);
      return { ...entered, kind: 'signed-in', interaction: question?.interaction ?? null } as const;
    }
    const before = { orgId: entered.binding.orgId, entry: entered.entry };
    const token = await this.arrivals.arriveIn(tx, entered, { browser: returning.console, before, known }, moment);
    return { kind: 'arrived', token, returnTo: begun.returnTo } as const;
  }

  private async provedIn(
    tx: SystemTx,
    arrival: Arrived,
    { identity, keep }: AcceptedOutcome,
    moment: Moment,
  ): Promise<Completion> {
    const { connection, stored, bearer } = arrival;
    const proof = { sought: stored.request.proof, askedAt: stored.createdAt, identity, keep, bearer };
    const verdict = await this.proofs.acceptIn(tx, connection, proof, moment);
    return verdict.kind === 'proved' ? verdict : this.refusedIn(tx, arrival, verdict.reason, moment);
  }

  private async linkedIn(
    tx: SystemTx,
    arrival: Arrived,
    { identity }: AcceptedOutcome,
    moment: Moment,
  ): Promise<Completion> {
    const { connection, stored, bearer: person } = arrival;
    const isSame = person !== null && person.personId === stored.request.personId && person.orgId === connection.orgId;
    if (!isSame) return this.refusedIn(tx, arrival, 'other_person', moment);
    const obstacle = await this.linking.linkIn(tx, connection, { person, identity }, moment);
    return obstacle === null ? { kind: 'linked' } : this.refusedIn(tx, arrival, obstacle, moment);
  }

  private async testedIn(tx: SystemTx, { connection, stored, outcome }: Arrived, moment: Moment): Promise<Completion> {
    const testId = stored.request.testId as ConnectionTestId;
    const isAccepted = outcome.kind === 'accepted';
    const checks = isAccepted ? [...outcome.checks, ...identityChecks(outcome.identity)] : outcome.checks;
    const failed = checks.find(({ passed }) => !passed);
    const problem = isAccepted ? (failed?.detail ?? null) : outcome.detail;
    const finding = { passed: isAccepted && failed === undefined, problem, checks };
    const orgTx = await enterOrg(tx, connection.orgId);
    await this.tests.finishIn(orgTx, contextOf(connection, moment), connection, {
      id: testId,
      finishedAt: moment.now,
      evidence: outcome.evidence,
      ...finding,
    });
    return { kind: 'tested', testId };
  }

  private async refusedIn(tx: SystemTx, arrival: Arrived, reason: string, moment: Moment): Promise<Completion> {
    const { connection, stored, outcome, returning } = arrival;
    const identity = outcome.kind === 'accepted' ? outcome.identity : null;
    const facts = { subject: identity?.subject ?? null, email: identity?.email ?? null };
    await this.federated.recordIn(
      await enterOrg(tx, connection.orgId),
      connection,
      { reason, detail: detailOf(reason), facts, purpose: stored.request.purpose },
      { moment, ip: returning.ip },
    );
    return refused(reason, stored.request.purpose);
  }

  private async otherBrowserIn(
    tx: SystemTx,
    connection: Connection,
    { request: { purpose } }: StoredSsoRequest,
    { ip, moment }: { ip: string | null; moment: Moment },
  ): Promise<void> {
    const refusal = { reason: 'other_browser', detail: detailOf('other_browser'), purpose };
    await this.federated.recordIn(await enterOrg(tx, connection.orgId), connection, refusal, { moment, ip });
  }
}

const isBrowserOf = (stored: StoredSsoRequest, { browser }: Returning): boolean =>
  browser !== null && stored.isOf(browser);

type AcceptedOutcome = Extract<SsoOutcome, { kind: 'accepted' }>;

/** What came of a question that was taken, where its own browser brought the answer. */
export interface OwnAnswer {
  readonly stored: StoredSsoRequest;
  readonly outcome: AcceptedOutcome;
}

interface Arrived {
  readonly connection: Connection;
  readonly stored: StoredSsoRequest;
  readonly outcome: SsoOutcome;
  readonly bearer: SessionBearer | null;
  readonly returning: Returning;
  /** What `lookIn` answered, where it was asked before. */
  readonly seen?: Seen;
}

interface Seen {
  readonly known: KnownArrival;
  readonly question: WaitingQuestion | null;
}

/** Somebody who comes in, and what the console asked that she answers. */
interface Admission {
  readonly arrival: Arrived;
  readonly outcome: AcceptedOutcome;
  readonly admitted: Admitted;
  readonly question: WaitingQuestion | null;
}

/** The connection itself is heard here: nobody is signed in. */
const contextOf = ({ orgId, id, name }: Connection, moment: Moment): RequestContext => ({
  orgId,
  principal: { kind: 'service', id: id, label: name },
  ...moment,
});
