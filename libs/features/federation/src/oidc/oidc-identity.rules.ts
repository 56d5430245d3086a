import { judgeClaims } from '#engines/claims';
import type { AnswerCheck, AssertedIdentity } from '../asserted-identity.js';

type Claims = Readonly<Record<string, unknown>>;

/** What the settings say of claims. */
export interface ClaimRules {
  readonly mapping: { readonly email: string; readonly name: string; readonly groups: string | null };
  readonly required: readonly { readonly claim: string; readonly values: readonly string[] }[];
}

const MOST_GROUPS = 2_000;
const LONGEST_TEXT = 400;
const MOST_ATTRIBUTES = 60;
/** What the protocol itself says: no attributes of a person. */
const PROTOCOL = new Set(
  'iss aud exp iat nbf nonce at_hash c_hash s_hash azp jti sid auth_time acr amr rh uti aio ver sub'.split(' '),
);

/** Checks on claims that the settings ask for; each is shown by a test of the connection. */
export function requiredChecks(claims: Claims, { required }: ClaimRules): readonly AnswerCheck[] {
  const conditions = required.map(({ claim, values }) => ({ claim, match: 'exact' as const, values }));
  return judgeClaims(conditions, claims).map(({ claim, verdict, found }, at) => {
    const wanted = required[at]?.values.join(', ') ?? '';
    const is = found.length === 0 ? 'is not there' : `is ${found.join(', ').slice(0, LONGEST_TEXT)}`;
    return verdict === 'met'
      ? {
          name: 'claim_required',
          passed: true,
          detail: `The claim "${claim}" is ${found.join(', ').slice(0, LONGEST_TEXT)}.`,
        }
      : { name: 'claim_required', passed: false, detail: `The claim "${claim}" ${is}, and must be ${wanted}.` };
  });
}

/** Whom the claims speak of. They were found good before. */
export function identityOf(claims: Claims, { mapping }: ClaimRules): AssertedIdentity {
  const { email_verified: verified, sid, amr, auth_time: authTime } = claims;
  return {
    subject: String(claims['sub']),
    email: emailIn(claims[mapping.email]),
    // Some providers write the truth value as a word. What is not said is not so: the linking rules ask for it.
    emailVerified: mapping.email === 'email' && (verified === true || verified === 'true'),
    name: textIn(claims[mapping.name]),
    groups: mapping.groups === null ? [] : textsIn(claims[mapping.groups]).slice(0, MOST_GROUPS),
    attributes: attributesOf(claims),
    sessionIndex: textIn(sid),
    sessionEndsAt: null,
    authenticatedAt: momentIn(authTime),
    amr: textsIn(amr).slice(0, 10),
  };
}

/** Whether the userinfo endpoint has to be asked for what the ID token does not hold. */
export const lacksSomething = (claims: Claims, { mapping, required }: ClaimRules): boolean =>
  [
    mapping.email,
    mapping.name,
    ...(mapping.groups === null ? [] : [mapping.groups]),
    ...required.map(({ claim }) => claim),
  ].some((claim) => claims[claim] === undefined);

/** Seconds since 1970 (OpenID Connect Core section 2), such as a date can hold. */
const momentIn = (value: unknown): Date | null =>
  typeof value === 'number' && value > 0 && value < 8e12 ? new Date(value * 1_000) : null;

const textIn = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' && value.length <= LONGEST_TEXT ? value : null;

function emailIn(value: unknown): string | null {
  const text = textIn(value);
  return text !== null && /^[^\s@]{1,64}@[^\s@]{1,189}$/.test(text) ? text : null;
}

function textsIn(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.flatMap((one) => textIn(one) ?? []);
}

function attributesOf(claims: Claims): Readonly<Record<string, readonly string[]>> {
  const named = Object.entries(claims)
    .filter(([name]) => !PROTOCOL.has(name) && name.length <= 100)
    .map(([name, value]) => [name, textsIn(value).slice(0, 100)] as const)
    .filter(([, values]) => values.length > 0);
  return Object.fromEntries(named.slice(0, MOST_ATTRIBUTES));
}
