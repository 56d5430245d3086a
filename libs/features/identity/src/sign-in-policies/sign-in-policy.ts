import type { OrgId, PersonId } from '#kernel';

/** How people of an org have to sign in. */
export interface SignInPolicy {
  /** Only sessions begun through a connection act in the org, besides those of break-glass owners. */
  readonly ssoRequired: boolean;
  /** What somebody is given who comes for the first time, where the connection names nothing else. */
  readonly defaultRole: string;
}

/** What holds in an org that never said otherwise. */
export const OPEN_POLICY: SignInPolicy = { ssoRequired: false, defaultRole: 'developer' };

/** An owner who may act without a connection although the org requires one. */
export interface BreakGlassOwner {
  readonly personId: PersonId;
  readonly givenBy: string;
  readonly givenAt: Date;
}

/** An org of a person, and whether she may act there without its identity provider. */
export interface Entrance {
  readonly orgId: OrgId;
  readonly ssoRequired: boolean;
  readonly isBreakGlass: boolean;
}

export const isOpen = ({ ssoRequired, isBreakGlass }: Entrance): boolean => !ssoRequired || isBreakGlass;
