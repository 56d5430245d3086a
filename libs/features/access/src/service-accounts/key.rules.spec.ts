import { describe, expect, it } from 'vitest';
import { RoleBook } from '../roles/role-book.js';
import { mustBeLimits } from './key.rules.js';

const auditor = new RoleBook().permissionsOf(['auditor']);
const admin = new RoleBook().permissionsOf(['admin']);

describe('the limits of a key', () => {
  it('may be all that the account may do, or a part of it', () => {
    expect(() => mustBeLimits(['*'], auditor)).not.toThrow();
    expect(() => mustBeLimits(['audit:read', 'audit:export'], auditor)).not.toThrow();
  });

  it.each([
    ['what the roles of the account do not allow', ['audit:read', 'policy:publish'], auditor, /policy:publish/],
    ['what is no permission', ['audit:everything'], admin, /audit:everything.*no permissions/],
    ['what machines alone may do', ['event:append'], admin, /event:append/],
    ['what gives others access', ['audit:read', 'role:update'], admin, /role:update.*give others access/],
    ['everything beside something', ['*', 'audit:read'], admin, /either/],
  ] as const)('are never %s', (_what, permissions, held, why) => {
    expect(() => mustBeLimits(permissions, held)).toThrow(why);
  });
});
