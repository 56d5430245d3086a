import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Clock, type OrgId, type RequestContext } from '#kernel';
import type { DoorTerms, Permission } from './access.decorators.js';
import { type Authenticated, Authenticator, Authorizer } from './authenticator.js';
import type { RequestHead } from './swift-lane.js';
import { FreshProofNeeded, NoOrgChosen, NotPermitted, NotSignedIn } from './http.errors.js';

/** Authentication and authorisation of one request: the steps that guarded handlers and hot routes share. */
@Injectable()
export class Entrance {
  /** What the credential of a context allows, where that is less than its principal may do. */
  private readonly permits = new WeakMap<RequestContext, ReadonlySet<string>>();

  constructor(
    private readonly authenticator: Authenticator,
    private readonly authorizer: Authorizer,
    private readonly clock: Clock,
  ) {}

  /** @throws NotSignedIn when the request proves nobody */
  async identify(request: FastifyRequest): Promise<Authenticated> {
    const caller = await this.authenticator.authenticate(request);
    if (caller === null) throw new NotSignedIn('Sign in, or send an access token.');
    return caller;
  }

  /**
   * The frozen context of an authenticated caller in its org.
   * @throws NoOrgChosen for a person who acts in no org
   */
  contextOf(caller: Authenticated, request: FastifyRequest): RequestContext {
    if (caller.orgId === null) throw new NoOrgChosen('Choose an organisation first, or create one.');
    const { principal, orgId, permits } = caller;
    const ctx = Object.freeze({
      orgId,
      principal: Object.freeze({ ...principal }),
      requestId: request.id,
      now: this.clock.now(),
    });
    if (permits !== undefined) this.permits.set(ctx, permits);
    return ctx;
  }

  /**
   * The context in which the request goes on: `ctx`, or where the door opens for teams and the permission is held in some alone, one that names them.
   * @throws NotPermitted when the principal of `ctx` does not hold `permission`, or its credential does not allow it
   */
  async authorize(ctx: RequestContext, permission: Permission, { inTeams }: DoorTerms = {}): Promise<RequestContext> {
    if (this.permits.get(ctx)?.has(permission) === false)
      throw new NotPermitted(
        `This needs the permission ${permission}, and the key that came with the request is limited to others.`,
        { permission },
      );
    const held = await this.authorizer.permissionsOf(ctx);
    if (held.has(permission)) return ctx;
    const teams = inTeams === true ? await this.authorizer.teamsWith(ctx, permission) : [];
    if (teams.length > 0) return Object.freeze({ ...ctx, teams: Object.freeze([...teams]) });
    throw new NotPermitted(
      `This needs the permission ${permission}. Ask an owner of the organisation for a role that has it.`,
      { permission },
    );
  }

  /**
   * That a person at the console has proved lately who she is, where the door asks for it. Programs prove themselves with every request.
   * @throws FreshProofNeeded
   */
  mustBeFresh({ proof }: Authenticated, now: Date, permission: Permission, { fresh }: DoorTerms): void {
    if (fresh === undefined || proof === undefined) return;
    if (fresh === 'if-the-org-says' && !proof.alsoFor.includes(permission)) return;
    if (now.getTime() - proof.at.getTime() < proof.goodForMs) return;
    const maxAgeSeconds = Math.floor(proof.goodForMs / 1_000);
    throw new FreshProofNeeded('Confirm with your passkey or a code that it is you, and send the request again.', {
      maxAgeSeconds,
    });
  }

  /** As `admit`, from memory alone: null leaves the request to `admit`, which may still let it in. */
  recognise(head: RequestHead, permission: Permission): (Authenticated & { readonly orgId: OrgId }) | null {
    const caller = this.authenticator.recognise(head);
    if (caller === null || caller.orgId === null || caller.permits !== undefined) return null;
    const held = this.authorizer.permissionsOfKind(caller.principal.kind);
    return held?.has(permission) === true ? { ...caller, orgId: caller.orgId } : null;
  }

  /** All three steps, for routes that do without Nest's guards. */
  async admit(request: FastifyRequest, permission: Permission): Promise<RequestContext> {
    return this.authorize(this.contextOf(await this.identify(request), request), permission);
  }
}
