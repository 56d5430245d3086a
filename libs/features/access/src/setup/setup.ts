import type { NewOrg } from '#features/tenancy';

export type NewCredential =
  | { readonly kind: 'passkey'; readonly response: unknown }
  | { readonly kind: 'password'; readonly password: string; readonly totpCode: string };

/** What the wizard gathers. `org` is for the first run alone. */
export interface SetupDraft {
  readonly token: string;
  readonly org?: NewOrg | undefined;
  readonly owner: { readonly name: string; readonly email: string };
  readonly credential: NewCredential;
}

export interface SetupDone {
  /** Shown once. */
  readonly recoveryCodes: readonly string[];
  readonly sessionToken: string;
}
