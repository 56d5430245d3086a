import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Clock, type MachineId } from '#kernel';
import { Settings } from '#platform/config';
import { type Authenticated, Authenticator, type RequestHead } from '#platform/http';
import type { MachineGrant } from '../devices/machine-grant.js';
import { type MachineToken, MachineTokens } from '../devices/machine-token.js';
import { ALL_PERMISSIONS, type PresentedKey, SERVICE_TOKEN_PREFIX } from '../service-accounts/service-account.js';
import { mustBeFrom, ServiceAccountService } from '../service-accounts/service-account.service.js';
import { SHORT_TOKEN_PREFIX } from '../service-accounts/service-token.js';
import { isCsrfToken, sessionTokenOf } from '../sessions/session-cookie.js';
import { CsrfRefused, SessionEnded } from '../sessions/session.errors.js';
import { isLive, isWorthNoting } from '../sessions/session.rules.js';
import { SessionService } from '../sessions/session.service.js';
import type { SessionBearer } from '../sessions/session.js';
import { NotEnrolled, ProofRefused, TokenRefused } from './authentication.errors.js';
import { CallerCache } from './caller-cache.js';
import { ProofBook } from './proof-book.js';

const DPOP = 'DPoP ';
const UNSAFE = /^(?:POST|PUT|PATCH|DELETE)$/;
const SCHEME = /^(DPoP|Bearer) +([\w.~+/-]{16,512}=*)$/i;

/** The token of a machine that has enrolled. */
interface EnrolledToken extends MachineToken {
  readonly grant: MachineGrant & { readonly machineId: MachineId };
}

/** Who calls: a machine by a token with its proof, a service account by its token, a person by a session cookie. */
@Injectable()
export class CredentialAuthenticator extends Authenticator {
  // eslint-disable-next-line max-params -- the three kinds of credential meet here
  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly callers: CallerCache,
    private readonly proofs: ProofBook,
    private readonly machines: MachineTokens,
    private readonly services: ServiceAccountService,
    private readonly sessions: SessionService,
  ) {
    super();
  }

  override async authenticate(request: FastifyRequest): Promise<Authenticated | null> {
    const { authorization } = request.headers;
    if (authorization !== undefined) return this.byHeader(request, authorization);
    const token = sessionTokenOf(request, this.settings.publicUrl);
    return token === null ? null : this.bySession(request, token);
  }

  override recognise(head: RequestHead): Authenticated | null {
    const { authorization } = head.headers;
    // As our own program writes it; any other spelling goes the long way.
    if (authorization?.startsWith(DPOP) !== true) return null;
    const token = authorization.slice(DPOP.length);
    const known = this.callers.peek('machine', token) as EnrolledToken | undefined;
    if (known === undefined || known.expiresAt <= this.clock.now()) return null;
    return this.proofs.peek(head, token)?.keyThumbprint === known.keyThumbprint ? machineOf(known) : null;
  }

  private byHeader(request: FastifyRequest, authorization: string): Promise<Authenticated> {
    const [, scheme = '', token = ''] = SCHEME.exec(authorization) ?? [];
    if (scheme.toLowerCase() === 'dpop') return this.byMachine(request, token);
    if (token.startsWith(SERVICE_TOKEN_PREFIX) || token.startsWith(SHORT_TOKEN_PREFIX))
      return this.byService(request, token);
    throw new TokenRefused(
      'Send "Authorization: DPoP" with a machine’s access token, or "Bearer" with the token of a service account.',
    );
  }

  private async byMachine(request: FastifyRequest, token: string): Promise<Authenticated> {
    const { grant, keyThumbprint, expiresAt } = await this.callers.of<EnrolledToken>('machine', token, async () => {
      const read = await this.machines.read(token);
      const { id, machineId, personId } = read.grant;
      // Not remembered: the next request may come with the enrolment just done.
      if (machineId === null) throw new NotEnrolled('Enrol this machine first: POST /agent/v1/enroll.');
      const known = { ...read, grant: { ...read.grant, machineId } };
      return { known, ids: [id, machineId, personId].filter((named) => named !== null) };
    });
    if (expiresAt <= this.clock.now()) throw new TokenRefused('Refresh the access token: it has expired.');
    const proof = await this.proofs.proofWith(request, token);
    // RFC 9449 section 7.1: the key of the proof is the one that the token is bound to.
    if (proof.keyThumbprint !== keyThumbprint)
      throw new ProofRefused('The token belongs to another key than the proof’s.');
    await this.proofs.take(request, grant.orgId, proof);
    return machineOf({ grant });
  }

  private async byService(request: FastifyRequest, token: string): Promise<Authenticated> {
    const { ip: address } = request;
    const now = this.clock.now();
    const key = await this.callers.of<PresentedKey>('service', token, async () => {
      const known = await this.services.keyOf(token, { now, address });
      if (known === null) throw new TokenRefused('The key of the service account is not known here, or was revoked.');
      return { known, ids: [known.id, known.accountId, ...originOf(known)] };
    });
    if (key.expiresAt <= now)
      throw new TokenRefused(
        key.origin === undefined
          ? 'The key of the service account has expired. Ask an administrator for a new one.'
          : 'The access token has expired. Ask the token endpoint for a new one.',
      );
    mustBeFrom(key, address);
    const principal = { kind: 'service', id: key.accountId, label: key.accountName } as const;
    const permits = key.permissions.includes(ALL_PERMISSIONS) ? undefined : new Set(key.permissions);
    return { principal, orgId: key.orgId, method: 'bearer', ...(permits && { permits }) };
  }

  private async bySession(request: FastifyRequest, token: string): Promise<Authenticated> {
    const now = this.clock.now();
    const bearer = await this.callers.of<SessionBearer>('session', token, async () => {
      const known = await this.sessions.bearerOf(token, now);
      if (known === null) throw new SessionEnded('Your session has ended. Sign in again.');
      if (isWorthNoting(known, now)) await this.sessions.noteUse(known.id, now);
      return { known, ids: [known.id, known.personId] };
    });
    if (!isLive(bearer, now, bearer.limits)) throw new SessionEnded('Your session has ended. Sign in again.');
    if (UNSAFE.test(request.method)) this.checkForgery(request, token);
    const principal = { kind: 'person', id: bearer.personId, label: bearer.email } as const;
    const proof = { at: bearer.authenticatedAt, goodForMs: bearer.proofMs, alsoFor: bearer.freshFor };
    return { principal, orgId: bearer.isMember ? bearer.orgId : null, method: 'session', sessionId: bearer.id, proof };
  }

  /** A cookie comes with every request that a browser makes, whoever made it do so: an unsafe one must show that the console did. */
  private checkForgery(request: FastifyRequest, sessionToken: string): void {
    const { origin } = request.headers;
    const isOurs = origin === undefined ? isSameOriginFetch(request) : origin === this.settings.publicUrl.origin;
    if (!isOurs || !isCsrfToken(sessionToken, request.headers['x-csrf-token'])) {
      throw new CsrfRefused(
        'Reload the page and try again: the request lacked its X-CSRF-Token, or came from another site.',
      );
    }
  }
}

const originOf = ({ origin }: PresentedKey): readonly string[] => {
  if (origin === undefined) return [];
  return ['keyId' in origin ? origin.keyId : origin.ruleId];
};

const isSameOriginFetch = ({ headers }: FastifyRequest): boolean =>
  ['same-origin', undefined].includes(headers['sec-fetch-site']);

const machineOf = ({ grant: { orgId, machineId, label } }: Pick<EnrolledToken, 'grant'>): Authenticated => ({
  principal: { kind: 'machine', id: machineId, label },
  orgId,
  method: 'dpop',
});
