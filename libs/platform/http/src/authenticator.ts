import type { FastifyRequest } from 'fastify';
import type { OrgId, Principal, RequestContext } from '#kernel';
import type { RequestHead } from './swift-lane.js';

/** A caller whose proof of identity held. */
export interface Authenticated {
  readonly principal: Principal;
  /** The org in which the caller acts now; null for a person who belongs to none yet. */
  readonly orgId: OrgId | null;
  readonly method: 'session' | 'dpop' | 'bearer';
  /** The console session, where there is one. */
  readonly sessionId?: string;
  /** Where the credential allows less than its principal may do: the permissions that it allows. */
  readonly permits?: ReadonlySet<string>;
}

/**
 * Port: turns what a request carries into a caller. `features/identity` fills it.
 * Answers null when the request carries no credential at all; throws an `unauthenticated` DomainError when it carries a
 * bad one, and a `forbidden` one when a cookie came without its CSRF token.
 */
export abstract class Authenticator {
  abstract authenticate(request: FastifyRequest): Promise<Authenticated | null>;

  /** The caller, if memory alone knows that `authenticate` would answer it now; null leaves the question to `authenticate`. */
  recognise(_head: RequestHead): Authenticated | null {
    return null;
  }
}

/** Port: what a principal may do in the org of the context. `features/access` fills it. */
export abstract class Authorizer {
  abstract permissionsOf(ctx: RequestContext): Promise<ReadonlySet<string>>;

  /** What a principal may do by its kind alone, in every org; null where that has to be asked for. */
  permissionsOfKind(_kind: Principal['kind']): ReadonlySet<string> | null {
    return null;
  }
}
