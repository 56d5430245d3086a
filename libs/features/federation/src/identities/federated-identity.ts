import type { PersonId } from '#kernel';
import type { ConnectionId } from '../connections/connection.js';

/**
 * How it came that a subject is a person: made on arrival, known from the directory, by an address in a verified domain, so too while its connection takes
 * over another's people, by herself.
 */
export type LinkedBy = 'jit' | 'directory' | 'verified-domain' | 'handover' | 'self';

/** Whom a connection's subject is. */
export interface FederatedIdentity {
  readonly connectionId: ConnectionId;
  readonly subject: string;
  readonly personId: PersonId;
  /** The address that the identity provider named last. */
  readonly email: string | null;
  readonly linkedBy: LinkedBy;
  readonly linkedAt: Date;
  readonly lastUsedAt: Date | null;
}

/** What follows `@`, in lower case; null for what is no address. */
export function domainOf(email: string): string | null {
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1).toLowerCase();
  return at > 0 && domain !== '' ? domain : null;
}
