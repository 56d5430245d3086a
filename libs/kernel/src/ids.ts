declare const idBrand: unique symbol;

/** A string that only one kind of thing may be named by; a PersonId cannot be passed where an OrgId is asked. */
export type Id<Kind extends string> = string & { readonly [idBrand]: Kind };

export type OrgId = Id<'Org'>;
export type PersonId = Id<'Person'>;
export type MachineId = Id<'Machine'>;
export type EventId = Id<'Event'>;
/** Whoever acts or is given something: any of their ids is one of these, and the `kind` that stands beside it says whose. */
export type PrincipalId = Id<
  | 'Person'
  | 'Machine'
  | 'ServiceAccount'
  | 'Group'
  | 'Connection'
  | 'Directory'
  // A door that lets somebody in who is not known yet acts for her until she is.
  | 'Grant'
  | 'EnrolmentToken'
  | 'TrustRule'
  | 'SetupLink'
  | 'ConnectionSetupLink'
  | 'Job'
>;

/**
 * A new UUIDv7 (RFC 9562 section 5.7): 48 bits of milliseconds since the epoch, then 74 random bits.
 * Ids made later sort later, so that an index on them grows at its end.
 * @param random sixteen bytes that nobody can guess; a short-lived process has a cheaper source of them than Web Crypto
 */
export function newId<Kind extends string>(now: Date, random?: Uint8Array): Id<Kind> {
  const time = now.getTime().toString(16).padStart(12, '0');
  // A UUIDv4 is random where a UUIDv7 is, behind its version.
  const rest = (random === undefined ? globalThis.crypto.randomUUID() : randomUuid(random)).slice(15);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest}` as Id<Kind>;
}

function randomUuid(random: Uint8Array): string {
  const bytes = Uint8Array.from(random);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether `text` is a UUID in its canonical lower-case spelling (RFC 9562 section 4). */
export const isUuid = (text: string): boolean => UUID.test(text);
