/** What a machine asks of a person, as she must see it before she says yes. */
export interface DeviceRequest {
  readonly client: string;
  readonly scopes: readonly string[];
  /** What the machine says of itself, and where it asks from. Claims, not facts: the address alone is seen by us. */
  readonly machine: { readonly hostname: string | null; readonly os: string | null; readonly ip: string | null };
  readonly requestedAt: Date;
  readonly expiresAt: Date;
}

/** As it is typed: any case, with or without its hyphen (RFC 8628 section 6.1). */
export const canonicalUserCode = (typed: string): string => typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');

const LONGEST_CLAIM = 200;

/** A claim of a machine, made fit to be shown: a name that a terminal or a page could misread is no name. */
export function shownClaim(claim: unknown): string | null {
  if (typeof claim !== 'string') return null;
  const shown = claim
    .replaceAll(/[^\p{L}\p{N}\p{P}\p{Zs}]/gu, '')
    .trim()
    .slice(0, LONGEST_CLAIM);
  return shown === '' ? null : shown;
}
