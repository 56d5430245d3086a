import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { isUuid, type PersonId } from '#kernel';
import { Settings } from '#platform/config';
import { SystemDatabase } from '#platform/database';
import type { Moment } from '../people/person-trail.js';
import { PersonTrail } from '../people/person-trail.js';
import { PersonRepository } from '../people/person.repository.js';
import { OpenIdProvider } from '../provider/openid-provider.js';
import { PayloadRepository } from '../provider/payload.repository.js';
import { CONSOLE_CLIENT, issuerOf } from '../provider/provider-configuration.js';
import { SessionRepository } from '../sessions/session.repository.js';
import { SessionService } from '../sessions/session.service.js';
import { OrgEntrances } from '../sessions/org-entrances.js';
import type { SessionBinding, SessionId, Visitor } from '../sessions/session.js';
import { bindingOf } from './binding-claim.js';
import { SignInRefused } from './sign-in.errors.js';

export interface Arrival {
  readonly idToken: string;
  readonly nonce: string;
  /** The session that this browser had before, if any: it ends. */
  readonly formerSessionToken: string | null;
  /** The provider's own session, which has served. */
  readonly providerSession: string | undefined;
  readonly visitor: Visitor;
}

/** Whom an ID token is about, and what it binds her session to. */
interface Subject {
  readonly personId: PersonId;
  readonly binding: SessionBinding | null;
  readonly endsAt: Date | null;
  readonly amr: readonly string[];
}

/** The console's side of the provider: turns an ID token into a session, and ends it. */
@Injectable()
export class ConsoleSignInService {
  // eslint-disable-next-line max-params -- arrival touches the session, the provider's session and the record in one transaction
  constructor(
    private readonly settings: Settings,
    private readonly provider: OpenIdProvider,
    private readonly system: SystemDatabase,
    private readonly people: PersonRepository,
    private readonly sessions: SessionService,
    private readonly sessionRows: SessionRepository,
    private readonly payloads: PayloadRepository,
    private readonly entrances: OrgEntrances,
    private readonly trail: PersonTrail,
  ) {}

  /** Begins a new session, never goes on with the former one. @returns its token. @throws SignInRefused, SsoRequired */
  async arrive(arrival: Arrival, moment: Moment): Promise<string> {
    const { personId, binding, endsAt, amr } = await this.subjectOf(arrival, moment.now);
    return this.system.across('begin a session', async (tx) => {
      const person = await this.people.find(tx, personId);
      if (person === null) throw new SignInRefused('This account does not exist any more.');
      const former =
        arrival.formerSessionToken === null ? null : await this.sessionRows.findBearer(tx, arrival.formerSessionToken);
      if (former !== null) await this.sessions.endIn(tx, former.personId, former.id, moment.now);
      if (arrival.providerSession !== undefined)
        await this.payloads.remove(tx, { kind: 'Session', id: arrival.providerSession });
      // The same person in the same browser goes on where she was.
      const orgId = former?.personId === personId && former.isMember ? former.orgId : null;
      const { session, token } = await this.sessions.beginIn(
        tx,
        { personId, binding, endsAt, amr, ...(orgId !== null && { orgId }) },
        arrival.visitor,
        moment.now,
      );
      await this.trail.recordIn(tx, person, moment, {
        action: 'session.started',
        target: { kind: 'session', id: session.id },
        facts: { ip: arrival.visitor.ip, ...(binding && { connection: binding.connectionId }) },
      });
      await this.entrances.recordIn(tx, session, moment);
      return token;
    });
  }

  async leave(personId: PersonId, sessionId: SessionId, moment: Moment): Promise<void> {
    await this.system.across('end a session', async (tx) => {
      const isEnded = await this.sessions.endIn(tx, personId, sessionId, moment.now);
      const person = await this.people.find(tx, personId);
      if (!isEnded || person === null) return;
      await this.trail.recordIn(tx, person, moment, {
        action: 'session.ended',
        target: { kind: 'session', id: sessionId },
      });
    });
  }

  /** OpenID Connect Core section 3.1.3.7. */
  private async subjectOf({ idToken, nonce }: Arrival, now: Date): Promise<Subject> {
    const keys = createLocalJWKSet({ keys: [...(await this.provider.publicKeys())] });
    const { payload } = await jwtVerify(idToken, keys, {
      issuer: issuerOf(this.settings.publicUrl),
      audience: CONSOLE_CLIENT,
      algorithms: ['ES256'],
      currentDate: now,
      clockTolerance: 5,
    });
    if (payload['nonce'] !== nonce || payload.sub === undefined || !isUuid(payload.sub))
      throw new SignInRefused('The sign-in does not fit this browser. Begin a new one.');
    const bound = bindingOf(payload['acr']);
    const amr = z.array(z.string().max(40)).max(10).catch([]).parse(payload['amr']);
    return { personId: payload.sub as PersonId, binding: bound?.binding ?? null, endsAt: bound?.endsAt ?? null, amr };
  }
}
