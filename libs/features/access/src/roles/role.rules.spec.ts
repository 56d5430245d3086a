import { describe, expect, it } from 'vitest';
import { newId } from '#kernel';
import { GRANTABLE_PERMISSIONS, MACHINE_PERMISSIONS } from '../permissions/permission.js';
import { BUILT_IN_ROLES } from './role.js';
import { RoleBook } from './role-book.js';
import { mayHandle, powerOf, reachBeyond, wouldBeOwnerless } from './role.rules.js';

const book = new RoleBook();
const heldBy = (...roles: string[]) =>
  powerOf(
    roles.map((role) => ({ role, team: null, group: null })),
    book,
  );
const [red, blue] = [newId<'Team'>(new Date()), newId<'Team'>(new Date())];
const inTeam = (role: string, teamId = red) => ({ role, team: { id: teamId, name: 'Red' }, group: null });

describe('the built-in roles', () => {
  it('give no machine’s permission to people', () => {
    for (const { permissions } of BUILT_IN_ROLES)
      expect([...permissions].filter((name) => MACHINE_PERMISSIONS.has(name))).toEqual([]);
  });

  it('let an owner do everything, and an auditor change nothing', () => {
    expect([...book.permissionsOf(['owner'])].sort()).toEqual([...GRANTABLE_PERMISSIONS].sort());
    const changing = [...book.permissionsOf(['auditor'])].filter((name) => !name.endsWith(':read'));
    expect(changing).toEqual(['elevation:request', 'audit:export']);
  });

  it('allow nothing by a name that is no role', () => {
    expect(book.permissionsOf(['root']).size).toBe(0);
  });
});

describe('mayHandle', () => {
  it.each([
    ['owner', heldBy('owner'), true],
    ['owner', heldBy('admin', 'security-admin'), false],
    ['security-admin', heldBy('admin'), false],
    ['developer', heldBy('admin'), true],
    ['auditor', heldBy('developer'), false],
  ])('%s by %o: %s', (role, held, expected) => {
    expect(mayHandle(book.named(role)!, held)).toBe(expected);
  });
});

describe('a role for one team', () => {
  const lead = powerOf([inTeam('admin')], book);

  it('allows there what can be held for a team, and nothing for the org', () => {
    expect([...lead.permissions]).toEqual([]);
    expect([...lead.inTeams.get(red)!].sort()).toEqual([
      'audit:read',
      'machine:read',
      'machine:revoke',
      'member:read',
      'policy:draft',
      'policy:publish',
      'policy:read',
      'policy:review',
      'team:manage',
      'team:read',
    ]);
  });

  it('can be handed on there, and nowhere else', () => {
    expect(mayHandle(book.named('auditor')!, lead, red)).toBe(true);
    expect(mayHandle(book.named('auditor')!, lead, blue)).toBe(false);
    expect(mayHandle(book.named('auditor')!, lead)).toBe(false);
    expect(mayHandle(book.named('owner')!, lead, red)).toBe(false);
  });

  it('reaches further with everybody who enters the team, unless it is held for the org too', () => {
    expect(reachBeyond(lead, red)).toContain('machine:read');
    expect(reachBeyond(powerOf([inTeam('admin'), { role: 'admin', team: null, group: null }], book), red)).toEqual([]);
    expect(reachBeyond(lead, blue)).toEqual([]);
  });
});

describe('wouldBeOwnerless', () => {
  it('is so when nobody else is an owner', () => {
    expect(wouldBeOwnerless(['ada'], 'ada')).toBe(true);
    expect(wouldBeOwnerless(['ada', 'grace'], 'ada')).toBe(false);
  });
});

describe('the book of an org’s roles', () => {
  const own = {
    name: 'on-call',
    title: 'On call',
    description: '',
    permissions: ['audit:read', 'gone:permission', 'event:append'],
  };

  it('holds its own beside those built in, which keep their names', () => {
    const both = new RoleBook([own, { ...own, name: 'auditor', permissions: ['org:update'] }]);
    expect(both.roles.map(({ name }) => name)).toEqual([...BUILT_IN_ROLES.map(({ name }) => name), 'on-call']);
    expect(both.named('auditor')?.isBuiltIn).toBe(true);
    expect(both.permissionsOf(['auditor']).has('org:update')).toBe(false);
  });

  it('allows by a role what the catalogue knows, and never what machines alone may do', () => {
    expect([...new RoleBook([own]).permissionsOf(['on-call'])]).toEqual(['audit:read']);
  });
});
