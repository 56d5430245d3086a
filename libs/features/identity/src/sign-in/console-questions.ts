import { Injectable } from '@nestjs/common';
import { timingSafeEqual } from 'node:crypto';
import type { SystemTx } from '#platform/database';
import { CONSOLE_CLIENT } from '../provider/provider-configuration.js';
import { PayloadRepository } from '../provider/payload.repository.js';
import { secretHash } from '../secret-hash.js';
import { type AuthorizationRequest, AuthorizationRequests } from './authorization-request.js';

/** The provider's question as it keeps it (oidc-provider's Interaction). */
interface KeptQuestion {
  readonly exp?: number;
  readonly result?: unknown;
  readonly params?: Readonly<Record<string, unknown>>;
}

export interface WaitingQuestion {
  readonly interaction: string;
  /** As the provider keeps it; null where there is none. */
  readonly kept: object | null;
}

/**
 * Questions of the OpenID provider that the console itself asked. Where this process has found out who it is, the console needs no code to be told:
 * it uses the question up, and is bound to the browser by the same sealed cookie as at the callback (docs/adr/0016).
 */
@Injectable()
export class ConsoleQuestions {
  constructor(
    private readonly payloads: PayloadRepository,
    private readonly requests: AuthorizationRequests,
  ) {}

  /** What waits for an answer under this id; looking does not use it up. */
  async findIn(tx: SystemTx, interaction: string): Promise<WaitingQuestion> {
    return { interaction, kept: await this.payloads.find(tx, { kind: 'Interaction', id: interaction }) };
  }

  /**
   * Uses the question up. Null, and nothing is touched, where another client asks, another browser brings it, or it has ended or was answered.
   * @param cookie what this browser left with (sign-in-cookie.ts)
   */
  async takeIn(
    tx: SystemTx,
    { interaction, kept }: WaitingQuestion,
    cookie: string | undefined,
    now: Date,
  ): Promise<AuthorizationRequest | null> {
    const key = { kind: 'Interaction', id: interaction };
    const asked = askedByConsole(kept, now);
    const begun = asked && this.requests.known(cookie, asked.state, now);
    if (!begun || !timingSafeEqual(secretHash(begun.nonce), secretHash(asked.nonce))) return null;
    return (await this.payloads.remove(tx, key)) ? begun : null;
  }
}

/** What the console asked with; null where it did not ask, or the question has ended or was answered. */
function askedByConsole(kept: object | null, now: Date): { readonly state: string; readonly nonce: string } | null {
  const { exp = 0, result, params = {} } = (kept ?? {}) as KeptQuestion;
  const { client_id: client, state, nonce } = params;
  const isOpen = client === CONSOLE_CLIENT && result === undefined && now.getTime() < exp * 1_000;
  return isOpen && typeof state === 'string' && typeof nonce === 'string' ? { state, nonce } : null;
}
