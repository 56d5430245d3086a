import { describe, expect, it } from 'vitest';
import { GRANTABLE_PERMISSIONS, MACHINE_PERMISSIONS } from '../permissions/permission.js';
import { BUILT_IN_ROLES, permissionsOfRoles } from './role.js';
import { mayHandle, wouldBeOwnerless } from './role.rules.js';

const heldBy = (...roles: string[]) => ({ roles, permissions: permissionsOfRoles(roles) });

describe('the built-in roles', () => {
  it('give no machine’s permission to people', () => {
    for (const { permissions } of BUILT_IN_ROLES)
      expect([...permissions].filter((name) => MACHINE_PERMISSIONS.has(name))).toEqual([]);
  });

  it('let an owner do everything, and an auditor change nothing', () => {
    expect([...permissionsOfRoles(['owner'])].sort()).toEqual([...GRANTABLE_PERMISSIONS].sort());
    const changing = [...permissionsOfRoles(['auditor'])].filter((name) => !name.endsWith(':read'));
    expect(changing).toEqual(['audit:export']);
  });

  it('allow nothing by a name that is no role', () => {
    expect(permissionsOfRoles(['root']).size).toBe(0);
  });
});

describe('mayHandle', () => {
  it.each([
    ['owner', heldBy('owner'), true],
    ['owner', heldBy('admin', 'security-admin'), false],
    ['security-admin', heldBy('admin'), false],
    ['developer', heldBy('admin'), true],
    ['auditor', heldBy('developer'), false],
    ['root', heldBy('owner'), false],
  ])('%s by %o: %s', (role, held, expected) => {
    expect(mayHandle(role, held)).toBe(expected);
  });
});

describe('wouldBeOwnerless', () => {
  it('is so when nobody else is an owner', () => {
    expect(wouldBeOwnerless(['ada'], 'ada')).toBe(true);
    expect(wouldBeOwnerless(['ada', 'grace'], 'ada')).toBe(false);
  });
});
