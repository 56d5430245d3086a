import { Injectable } from '@nestjs/common';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { isUuid, type PersonId } from '#kernel';
import { Settings } from '#platform/config';
import { SystemDatabase } from '#platform/database';
import type { Moment } from '../people/person-trail.js';
import { PersonTrail } from '../people/person-trail.js';
import { PersonRepository } from '../people/person.repository.js';
import { OpenIdProvider } from '../provider/openid-provider.js';
import { CONSOLE_CLIENT, issuerOf } from '../provider/provider-configuration.js';
import { SessionService } from '../sessions/session.service.js';
import type { SessionId } from '../sessions/session.js';
import { bindingOf } from './binding-claim.js';
import { type ArrivingBrowser, ConsoleArrivals, type Newcomer } from './console-arrivals.js';
import { SignInRefused } from './sign-in.errors.js';

export interface Arrival extends ArrivingBrowser {
  readonly idToken: string;
  readonly nonce: string;
}

/** The console's side of the provider: turns an ID token into a session, and ends it. */
@Injectable()
export class ConsoleSignInService {
  // eslint-disable-next-line max-params -- the token's keys, the session's two ends and the record are other people's
  constructor(
    private readonly settings: Settings,
    private readonly provider: OpenIdProvider,
    private readonly system: SystemDatabase,
    private readonly people: PersonRepository,
    private readonly sessions: SessionService,
    private readonly arrivals: ConsoleArrivals,
    private readonly trail: PersonTrail,
  ) {}

  /** Begins a new session, never goes on with the former one. @returns its token. @throws SignInRefused, SsoRequired */
  async arrive(arrival: Arrival, moment: Moment): Promise<string> {
    const newcomer = await this.subjectOf(arrival, moment.now);
    return this.system.across('begin a session', (tx) =>
      this.arrivals.arriveIn(tx, newcomer, { browser: arrival }, moment),
    );
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
  private async subjectOf({ idToken, nonce }: Arrival, now: Date): Promise<Newcomer> {
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
    return {
      personId: payload.sub as PersonId,
      binding: bound?.binding ?? null,
      endsAt: bound?.endsAt ?? null,
      ...(bound !== null && { provedAt: bound.provedAt }),
      amr: payload['amr'],
    };
  }
}
