import type { Moment } from '../people/person-trail.js';
import type { TrustRuleId } from './service-account.js';

/** What a program brings to the token endpoint (RFC 8693 section 2.1). */
export interface ExchangeOrder {
  readonly ruleId: TrustRuleId;
  readonly subjectToken: string;
  readonly scope: string | undefined;
  /** From where it asks. */
  readonly address: string;
}

/** An access token, as the token endpoint gives it out: here and never again. */
export interface GrantedToken {
  readonly token: string;
  readonly expiresInSeconds: number;
  readonly permissions: readonly string[];
}

/** Why there is no token, in OAuth's words (RFC 6749 section 5.2, RFC 8693 section 2.2.2). The description is shown to whoever asked. */
export class ExchangeRefused extends Error {
  constructor(
    readonly error: 'invalid_request' | 'invalid_scope' | 'temporarily_unavailable',
    description: string,
    options?: ErrorOptions,
  ) {
    super(description, options);
    this.name = 'ExchangeRefused';
  }
}

/** Port: gives programs that an org trusts an access token for a token of their own platform. `features/access` fills it. */
export abstract class WorkloadExchange {
  /** Whether there is such a trust rule in any org. */
  abstract isKnown(id: TrustRuleId): Promise<boolean>;

  /** @throws ExchangeRefused */
  abstract exchange(order: ExchangeOrder, moment: Moment): Promise<GrantedToken>;
}
