import { Injectable } from '@nestjs/common';
import { newToken } from '#features/identity';
import { Clock, isUuid, newId } from '#kernel';
import { HotPath, SystemDatabase } from '#platform/database';
import type { Connection, ConnectionId, JsonObject } from '../connections/connection.js';
import type { SsoBeginning, SsoRequest, SsoRequestId } from './sso-request.js';
import { type AnsweredRequest, SsoRequestRepository, type StoredSsoRequest } from './sso-request.repository.js';

/** As long as the OpenID provider's own interaction (provider-configuration.ts). */
export const SSO_REQUEST_MS = 15 * 60_000;

/** The questions that browsers took to identity providers. */
@Injectable()
export class SsoRequests {
  constructor(
    private readonly db: HotPath,
    private readonly system: SystemDatabase,
    private readonly requests: SsoRequestRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Remembers a question. `cookie` is what the browser must show to go on with the answer: set it (sso-cookie.ts) before the browser leaves.
   * @param data what the protocol needs when the answer comes
   */
  async begin(
    connection: Pick<Connection, 'orgId' | 'id'>,
    { data = {}, ...beginning }: SsoBeginning & { readonly data?: JsonObject },
  ): Promise<{ id: SsoRequestId; cookie: string }> {
    const now = this.clock.now();
    const request: SsoRequest = {
      orgId: connection.orgId,
      id: newId<'SsoRequest'>(now),
      connectionId: connection.id,
      purpose: beginning.purpose,
      interaction: beginning.interaction ?? null,
      testId: beginning.testId ?? null,
      tries: beginning.tries,
      personId: beginning.personId ?? null,
      proof: beginning.proof ?? null,
      data,
    };
    const browser = beginning.browser ?? newToken();
    const times = { createdAt: now, expiresAt: new Date(now.getTime() + SSO_REQUEST_MS) };
    await this.db.each(connection, (tx) => this.requests.insert(tx, request, { browser, ...times }));
    return { id: request.id, cookie: browser };
  }

  /** The question of this connection that still waits for its answer; looking does not use it up. */
  async find(connection: Pick<Connection, 'id'>, id: string): Promise<SsoRequest | null> {
    const stored = isUuid(id)
      ? await this.system.glance('know a single sign-on by its id', (tx) =>
          this.requests.findAcrossTenants(tx, id as SsoRequestId),
        )
      : null;
    if (stored === null || !isWaiting(stored, this.clock.now())) return null;
    return stored.request.connectionId === connection.id ? stored.request : null;
  }

  /** As `find`, and uses it up: of several answers to one question, one is heard. */
  async take(connection: Pick<Connection, 'id'>, id: string): Promise<SsoRequest | null> {
    const request = await this.find(connection, id);
    return request && (await this.use(request));
  }

  /** The question of this connection that still waits for its answer, with the connection; looking does not use it up. */
  async findAnswered(connectionId: string, id: string): Promise<AnsweredRequest | null> {
    if (!isUuid(id) || !isUuid(connectionId)) return null;
    const which = { id: id as SsoRequestId, connectionId: connectionId as ConnectionId };
    const found = await this.system.glance('know a single sign-on by its id', (tx) =>
      this.requests.findAnswered(tx, which),
    );
    return found !== null && isWaiting(found.stored, this.clock.now()) ? found : null;
  }

  /** Takes the question of this connection that still waits for its answer, with the connection; null where there is none. */
  async takeAnswered(connectionId: string, id: string): Promise<AnsweredRequest | null> {
    if (!isUuid(id) || !isUuid(connectionId)) return null;
    const which = { id: id as SsoRequestId, connectionId: connectionId as ConnectionId };
    return this.system.glance('take the question of a single sign-on', (tx) =>
      this.requests.takeAcrossTenants(tx, which, this.clock.now()),
    );
  }

  /** Uses up a question that was found; null where another answer was heard meanwhile, or it is too old. */
  async use(request: SsoRequest): Promise<SsoRequest | null> {
    const isTaken = await this.db.each(request, (tx) => this.requests.take(tx, request, request.id, this.clock.now()));
    return isTaken ? request : null;
  }
}

const isWaiting = ({ isTaken, expiresAt }: StoredSsoRequest, now: Date): boolean => !isTaken && now < expiresAt;
