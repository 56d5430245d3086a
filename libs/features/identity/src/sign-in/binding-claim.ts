import { isUuid, type OrgId } from '#kernel';
import type { SessionBinding } from '../sessions/session.js';

const PREFIX = 'urn:castellan:connection';
const FORM = new RegExp(`^${PREFIX}:([^:]*):([^:]*):([^:]*):(\\d{0,15})$`);

/** What a session will be bound to, as the claim `acr` of the ID token that it is begun with (OpenID Connect Core section 2). */
export const acrOf = ({ orgId, connectionId, federatedSessionId }: SessionBinding, endsAt: Date | null): string =>
  [PREFIX, orgId, connectionId, federatedSessionId, endsAt?.getTime() ?? ''].join(':');

/** The binding that an ID token names; null for one that names none. @throws Error for a claim that is not ours */
export function bindingOf(acr: unknown): { binding: SessionBinding; endsAt: Date | null } | null {
  if (acr === undefined) return null;
  const [orgId, connectionId, federatedSessionId, ends] = partsOf(acr);
  return {
    binding: { orgId: orgId as OrgId, connectionId, federatedSessionId },
    endsAt: ends === '' ? null : new Date(Number(ends)),
  };
}

function partsOf(acr: unknown): readonly [string, string, string, string] {
  const [, org = '', connection = '', session = '', ends = ''] = FORM.exec(typeof acr === 'string' ? acr : '') ?? [];
  if (![org, connection, session].every(isUuid))
    throw new Error('The ID token names a binding that nobody here wrote.');
  return [org, connection, session, ends];
}
