import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import type { Authenticated } from './authenticator.js';
import type { EdgeRequest } from './edge-request.js';

/** `resource:action`, as in the permission catalogue of features/access. */
export type Permission = `${string}:${string}`;

/** On which terms a door opens, beside its permission. */
export interface DoorTerms {
  /** Also for whoever holds the permission in some teams alone. The handler answers for reaching no further: `ctx.teams` names them. */
  readonly inTeams?: true;
  /** A person must have proved lately who she is: always, or where her org says so of this permission. */
  readonly fresh?: 'always' | 'if-the-org-says';
}

/** What is said of a door for everybody. */
export interface PublicTerms {
  /** A step of signing in: everybody of a company takes it at nine o'clock, from one address. What can be guessed there is counted by whom it is guessed at. */
  readonly signIn?: true;
}

/** What a handler says about who may enter. A handler that says nothing does not start, and is refused if it did. */
export type Door =
  | ({ readonly kind: 'permission'; readonly permission: Permission } & DoorTerms)
  | { readonly kind: 'signed-in'; readonly why: string }
  | ({ readonly kind: 'public'; readonly why: string } & PublicTerms);

export const DOOR = Symbol('door');

/** The one permission that the caller must hold in the org of the request. */
export const Requires = (permission: Permission, terms: DoorTerms = {}) =>
  SetMetadata(DOOR, { kind: 'permission', permission, ...terms } satisfies Door);

/** Any signed-in principal, about itself: no permission fits, and there may be no org yet. */
export const SignedIn = (why: string) => SetMetadata(DOOR, { kind: 'signed-in', why } satisfies Door);

/** Open to everybody who reaches the port. */
export const Public = (why: string, terms: PublicTerms = {}) =>
  SetMetadata(DOOR, { kind: 'public', why, ...terms } satisfies Door);

/** The context that the edge built for this request. Only behind `@Requires`. */
export const Ctx = createParamDecorator((_: unknown, host: ExecutionContext): RequestContext => {
  const { ctx } = host.switchToHttp().getRequest<EdgeRequest>();
  if (ctx === undefined) throw new Error('@Ctx() stands on a handler that is not behind @Requires.');
  return ctx;
});

/** Who called, also where there is no org yet. Behind `@Requires` or `@SignedIn`. */
export const Caller = createParamDecorator((_: unknown, host: ExecutionContext): Authenticated => {
  const { caller } = host.switchToHttp().getRequest<EdgeRequest>();
  if (caller === undefined) throw new Error('@Caller() stands on a handler that is @Public.');
  return caller;
});
