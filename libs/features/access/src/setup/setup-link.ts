import type { Id, OrgId } from '#kernel';

export type SetupLinkId = Id<'SetupLink'>;

/** A one-time link. `first-run` founds the first org; `owner` joins one that exists, as its owner or with another role (an invitation). */
export type SetupLink = { readonly id: SetupLinkId; readonly createdAt: Date; readonly expiresAt: Date } & (
  | { readonly kind: 'first-run' }
  | {
      readonly kind: 'owner';
      readonly orgId: OrgId;
      readonly email: string;
      readonly role: string;
      /** Who invited; null where an automation made the link. */
      readonly madeBy: string | null;
    }
);

/** What an invitation is about. */
export type Invited = Pick<Extract<SetupLink, { kind: 'owner' }>, 'orgId' | 'email' | 'role' | 'madeBy'>;

/** An invitation that nobody has used yet. */
export type Invitation = Extract<SetupLink, { kind: 'owner' }>;

/** A link as it is found: perhaps used already. */
export type FoundLink = SetupLink & { readonly usedAt: Date | null };

export const LINK_MS = 24 * 3_600_000;

/** The token stands in the fragment, which browsers keep to themselves: it reaches no server log and no Referer header. */
export function urlOfLink(publicUrl: URL, token: string): URL {
  const url = new URL('/setup', publicUrl);
  url.hash = token;
  return url;
}
