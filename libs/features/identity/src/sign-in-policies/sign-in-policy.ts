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

/** How people with addresses of one domain come in, where that is not as everybody's. */
export interface DomainRule {
  /** The only connection that they come in through; null: any of the org's. */
  readonly connectionId: string | null;
  /** Whether they must come in through a connection although the org does not require it of everybody. */
  readonly ssoRequired: boolean;
  /** Until when that connection takes over accounts of people who came in through another one so far; null: it does not. */
  readonly takesOverUntil: Date | null;
}

/** What holds for a domain of which nobody said otherwise. */
export const OPEN_RULE: DomainRule = { connectionId: null, ssoRequired: false, takesOverUntil: null };

/** An org of a person, and whether she may act there without its identity provider. */
export interface Entrance {
  readonly orgId: OrgId;
  /** By the org of everybody, or of people with addresses such as hers. */
  readonly ssoRequired: boolean;
  /** The only connection that her address comes in through, where there is one. */
  readonly connectionId: string | null;
  readonly isBreakGlass: boolean;
}

/** Whether a session acts there that came through that connection, or through none. */
export function isOpen(
  { ssoRequired, connectionId, isBreakGlass }: Entrance,
  through: { readonly connectionId: string } | null,
): boolean {
  if (!ssoRequired || isBreakGlass) return true;
  return through !== null && (connectionId === null || connectionId === through.connectionId);
}
