import { ALL_PERMISSIONS } from './service-account.js';

const MOST_NAMES = 100;
const NAME = /^[a-z][a-z_]{0,40}:[a-z][a-z_]{0,40}$/;

/**
 * What a token may do for which a client asks with `scope` (RFC 6749 section 3.3: names of permissions between spaces) where `allowed` is
 * the most it can get; null when it asks for more, or for what is no permission. Asking for nothing is asking for all.
 */
export function permissionsFor(scope: string | undefined, allowed: readonly string[]): readonly string[] | null {
  if (scope === undefined || scope.trim() === '') return allowed;
  const names = [...new Set(scope.trim().split(' '))];
  const isAllowed = (name: string): boolean =>
    NAME.test(name) && (allowed.includes(ALL_PERMISSIONS) || allowed.includes(name));
  return names.length <= MOST_NAMES && names.every(isAllowed) ? names : null;
}
