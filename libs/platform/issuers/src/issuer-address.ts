import { IssuerAddressInvalid } from './issuers.errors.js';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
const LONGEST = 500;

/**
 * OpenID Connect Discovery section 2: https, and neither query nor fragment. Plain http is taken on loopback alone, where nobody is between;
 * what loopback may be reached is a matter of CASTELLAN_OUTBOUND_ALLOW.
 */
export function isIssuerAddress(text: string): boolean {
  const url = text.length > LONGEST ? null : URL.parse(text);
  if (url === null || /[?#\s\\]/.test(text) || url.username !== '' || url.password !== '') return false;
  return isGuarded(url);
}

/** @throws IssuerAddressInvalid */
export function mustBeIssuerAddress(text: string): void {
  if (!isIssuerAddress(text))
    throw new IssuerAddressInvalid(
      'Give the issuer as its tokens spell it: an https address without query or fragment, such as https://login.example.com.',
    );
}

/** Whether nobody can listen or speak between: TLS, or loopback. */
export const isGuarded = (url: URL): boolean =>
  url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname));
