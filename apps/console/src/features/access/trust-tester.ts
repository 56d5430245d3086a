import { faultOfAudience, faultOfTimes, judgeClaims } from '#engines/claims';
import type { TrustRule } from './trust-rule-queries.js';

export interface TriedCheck {
  readonly what: string;
  readonly passed: boolean;
  readonly detail: string;
}

type Claims = Readonly<Record<string, unknown>>;

/** The claims of a token, or of a JSON object pasted instead of one; null for neither. Nothing leaves the browser. */
export function claimsIn(text: string): Claims | null {
  const trimmed = text.trim();
  const [, payload] = trimmed.split('.');
  try {
    const json = trimmed.startsWith('{') ? trimmed : decoded(payload ?? '');
    const claims: unknown = JSON.parse(json);
    return typeof claims === 'object' && claims !== null && !Array.isArray(claims) ? (claims as Claims) : null;
  } catch {
    return null;
  }
}

function decoded(part: string): string {
  const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (byte) => byte.charCodeAt(0));
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

/** What an exchange would ask of the claims, each by itself. The signature is not among it: only the server knows the issuer's keys. */
export function tryClaims(claims: Claims, rule: TrustRule, now: Date): readonly TriedCheck[] {
  const audience = faultOfAudience(claims, rule.audience);
  const times = faultOfTimes(claims, now);
  const { iss, sub } = claims;
  return [
    { what: 'iss', passed: iss === rule.issuer, detail: iss === rule.issuer ? 'the issuer' : `it is ${shown(iss)}` },
    { what: 'aud', passed: audience === null, detail: audience ?? 'for us alone' },
    { what: 'exp, iat, nbf', passed: times === null, detail: times ?? 'good now' },
    { what: 'sub', passed: typeof sub === 'string' && sub !== '', detail: shown(sub) },
    ...judgeClaims(rule.conditions, claims).map(({ claim, verdict, found }) => ({
      what: claim,
      passed: verdict === 'met',
      detail: verdict === 'missing' ? 'it is not there' : `it is ${found.length === 0 ? 'no text' : found.join(', ')}`,
    })),
  ];
}

const shown = (value: unknown): string => (value === undefined ? 'it is not there' : JSON.stringify(value));
