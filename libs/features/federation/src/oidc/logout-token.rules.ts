import { faultOfTimes } from '#engines/claims';

type Claims = Readonly<Record<string, unknown>>;

/** OpenID Connect Back-Channel Logout 1.0, section 2.4. */
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const LONGEST = 500;

export interface LogoutOrder {
  readonly subject: string | null;
  readonly sessionIndex: string | null;
  readonly jti: string;
  readonly expiresAt: Date;
}

export interface ExpectedLogout {
  readonly issuer: string;
  readonly clientId: string;
  readonly now: Date;
}

/** What a logout token, whose signature was found good, orders; or why it orders nothing (section 2.6). */
export function logoutOrderOf(
  { header, claims }: { readonly header: Claims; readonly claims: Claims },
  { issuer, clientId, now }: ExpectedLogout,
): LogoutOrder | { readonly fault: string } {
  const fault = faultOf({ header, claims }, { issuer, clientId, now });
  if (fault !== null) return { fault };
  const { jti, sub, sid, exp } = claims;
  return {
    subject: isText(sub) ? sub : null,
    sessionIndex: isText(sid) ? sid : null,
    jti: String(jti),
    expiresAt: new Date(Number(exp) * 1_000),
  };
}

function faultOf(
  { header, claims }: { readonly header: Claims; readonly claims: Claims },
  { issuer, clientId, now }: ExpectedLogout,
): string | null {
  const { iss, aud, jti, sub, sid, nonce, events } = claims;
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  const faults: readonly [isSo: boolean, fault: string][] = [
    // RFC 8725 section 3.11: no token of another kind. Older providers write no type, or the general one.
    [!isLogoutType(header['typ']), 'it is a token of another type (typ)'],
    [iss !== issuer, 'it is of another issuer (iss)'],
    [!audiences.includes(clientId), 'it is for another client (aud)'],
    [!isText(jti), 'it has no id (jti)'],
    [nonce !== undefined, 'it has a nonce, which only an ID token has'],
    [!isLogoutEvent(events), 'it is no logout token: it names no logout event (events)'],
    [!isTextOrAbsent(sub), 'its subject cannot be read (sub)'],
    [!isTextOrAbsent(sid), 'its session cannot be read (sid)'],
    [!isText(sub) && !isText(sid), 'it names neither a subject nor a session (sub, sid)'],
  ];
  return faults.find(([isSo]) => isSo)?.[1] ?? faultOfTimes(claims, now);
}

const isTextOrAbsent = (value: unknown): boolean => value === undefined || isText(value);

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= LONGEST;

const isLogoutType = (typ: unknown): boolean =>
  typ === undefined ||
  (typeof typ === 'string' && ['logout+jwt', 'application/logout+jwt', 'jwt'].includes(typ.toLowerCase()));

function isLogoutEvent(events: unknown): boolean {
  if (typeof events !== 'object' || events === null || Array.isArray(events) || !Object.hasOwn(events, EVENT))
    return false;
  const event = (events as Claims)[EVENT];
  return typeof event === 'object' && event !== null && !Array.isArray(event);
}
