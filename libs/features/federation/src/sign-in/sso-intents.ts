import { Injectable } from '@nestjs/common';
import { CeremonyRepository, newToken } from '#features/identity';
import { Clock, newId, type PersonId } from '#kernel';
import { SystemDatabase } from '#platform/database';
import { type Connection, type ConnectionId, loginPathOf, type TriedSettings } from '../connections/connection.js';
import type { ProofSought, SsoPurpose } from './sso-request.js';
import { SSO_REQUEST_MS } from './sso-requests.js';

/** What somebody asked for from a page of the console before her browser leaves for the identity provider. */
export interface SsoIntent {
  readonly purpose: Exclude<SsoPurpose, 'sign-in'>;
  readonly connectionId: ConnectionId;
  readonly testId: string | null;
  readonly personId: PersonId | null;
  readonly proof?: ProofSought | null;
  readonly tries?: TriedSettings;
}

/**
 * Tests, links and proofs begin with a request of the console, which no other site can make: an address alone can begin none, or a page elsewhere
 * could tie somebody's account to an identity of its own.
 */
@Injectable()
export class SsoIntents {
  constructor(
    private readonly system: SystemDatabase,
    private readonly ceremonies: CeremonyRepository,
    private readonly clock: Clock,
  ) {}

  /** The address to open, in the browser that gets `cookie`. */
  async prepare(
    connection: Connection,
    intent: Omit<SsoIntent, 'connectionId'>,
    browser: string | null,
  ): Promise<{ location: string; cookie: string }> {
    const now = this.clock.now();
    const cookie = browser ?? newToken();
    const id = newId<'SsoIntent'>(now);
    const until = new Date(now.getTime() + SSO_REQUEST_MS);
    const state: SsoIntent = { ...intent, connectionId: connection.id };
    await this.system.across('remember why a browser leaves', (tx) =>
      this.ceremonies.put(tx, keyOf(cookie, id), state, until),
    );
    return { location: `${loginPathOf(connection)}?intent=${id}`, cookie };
  }

  /** What this browser was prepared for, once. */
  take(browser: string, id: string): Promise<SsoIntent | null> {
    return this.system.across('know why a browser leaves', (tx) =>
      this.ceremonies.take<SsoIntent>(tx, keyOf(browser, id), this.clock.now()),
    );
  }
}

const keyOf = (browser: string, id: string) => ({ kind: 'sso-intent', secret: `${browser}/${id}` }) as const;
