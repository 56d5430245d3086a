import type { FastifyRequest } from 'fastify';
import type { OrgId, Principal, RequestContext } from '#kernel';
import type { RequestHead } from './swift-lane.js';

/** That a person proved who she is, and how long that counts as lately in the org that she acts in. */
export interface Proof {
  readonly at: Date;
  readonly goodForMs: number;
  /** For what, beside what always asks for it, her org wants a fresh one: permissions. */
  readonly alsoFor: readonly string[];
}

/** A caller whose proof of identity held. */
export interface Authenticated {
  readonly principal: Principal;
  /** The org in which the caller acts now; null for a person who belongs to none yet. */
  readonly orgId: OrgId | null;
  readonly method: 'session' | 'dpop' | 'bearer';
  /** The console session, where there is one. */
  readonly sessionId?: string;
  /** When and how a person at the console proved last who she is. */
  readonly proof?: Proof;
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

  /** In which teams of the org the principal holds `permission`, where it does not hold it for the whole org. */
  teamsWith(_ctx: RequestContext, _permission: string): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  /** What a principal may do by its kind alone, in every org; null where that has to be asked for. */
  permissionsOfKind(_kind: Principal['kind']): ReadonlySet<string> | null {
    return null;
  }
}
