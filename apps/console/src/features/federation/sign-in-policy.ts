import type { PersonView } from '../../api/wire.js';

export interface SignInPolicy {
  readonly ssoRequired: boolean;
  readonly defaultRole: string;
  readonly breakGlassOwners: readonly BreakGlassOwner[];
  /** What single sign-on needs before it can be required. */
  readonly ready: {
    readonly liveConnection: boolean;
    readonly verifiedDomain: boolean;
    readonly breakGlassOwner: boolean;
  };
}
export interface BreakGlassOwner {
  readonly person: PersonView;
  readonly givenBy: string;
  readonly givenAt: string;
}
