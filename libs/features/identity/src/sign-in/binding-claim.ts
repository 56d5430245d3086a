import { isUuid, type OrgId } from '#kernel';
import type { SessionBinding } from '../sessions/session.js';

const PREFIX = 'urn:castellan:connection';
const FORM = new RegExp(`^${PREFIX}:([^:]*):([^:]*):([^:]*):(\\d{0,15}):(\\d{0,15})$`);

/** What a connection says of a sign-in. */
export interface BindingClaim {
  readonly binding: SessionBinding;
  /** When the identity provider wants the session to be over. */
  readonly endsAt: Date | null;
  /** When she proved there who she is; null where the identity provider does not say. */
  readonly provedAt: Date | null;
}

/** What a session will be bound to, as the claim `acr` of the ID token that it is begun with (OpenID Connect Core section 2). */
export function acrOf({ binding, endsAt, provedAt }: BindingClaim): string {
  const { orgId, connectionId, federatedSessionId } = binding;
  const times = [endsAt, provedAt].map((time) => (time === null ? '' : Math.max(0, time.getTime())));
  return [PREFIX, orgId, connectionId, federatedSessionId, ...times].join(':');
}

/** The binding that an ID token names; null for one that names none. @throws Error for a claim that is not ours */
export function bindingOf(acr: unknown): BindingClaim | null {
  if (acr === undefined) return null;
  const [orgId, connectionId, federatedSessionId, ends, proved] = partsOf(acr);
  return {
    binding: { orgId: orgId as OrgId, connectionId, federatedSessionId },
    endsAt: timeIn(ends),
    provedAt: timeIn(proved),
  };
}

const timeIn = (digits: string): Date | null => (digits === '' ? null : new Date(Number(digits)));

function partsOf(acr: unknown): readonly [string, string, string, string, string] {
  const [, org = '', connection = '', session = '', ends = '', proved = ''] =
    FORM.exec(typeof acr === 'string' ? acr : '') ?? [];
  if (![org, connection, session].every(isUuid))
    throw new Error('The ID token names a binding that nobody here wrote.');
  return [org, connection, session, ends, proved];
}
