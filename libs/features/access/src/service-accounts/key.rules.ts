import { ALL_PERMISSIONS } from '#features/identity';
import { DELEGATING_PERMISSIONS, GRANTABLE_PERMISSIONS, type PermissionName } from '../permissions/permission.js';
import { KeyTooWide } from './service-account.errors.js';

const GRANTABLE: ReadonlySet<string> = new Set(GRANTABLE_PERMISSIONS);
const DELEGATING: ReadonlySet<string> = DELEGATING_PERMISSIONS;

/**
 * That a key may be limited to `permissions`: each known, each among those of the account's roles, and none by which access is given on.
 * @throws KeyTooWide naming those that may not be
 */
export function mustBeLimits(permissions: readonly string[], ofAccount: ReadonlySet<PermissionName>): void {
  if (permissions.includes(ALL_PERMISSIONS)) {
    if (permissions.length > 1)
      throw new KeyTooWide('Name either "*" for all that the roles of the account allow, or single permissions.');
    return;
  }
  const held: ReadonlySet<string> = ofAccount;
  refuse(
    permissions.filter((name) => !GRANTABLE.has(name)),
    'are no permissions; GET /api/v1/permissions lists them',
  );
  refuse(
    permissions.filter((name) => DELEGATING.has(name)),
    'give others access, so a limited key cannot hold them',
  );
  refuse(
    permissions.filter((name) => !held.has(name)),
    'are not among what the roles of the account allow',
  );
}

function refuse(names: readonly string[], why: string): void {
  if (names.length > 0) throw new KeyTooWide(`Leave out ${names.join(', ')}: they ${why}.`);
}
