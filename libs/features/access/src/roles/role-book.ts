import { GRANTABLE_PERMISSIONS, type PermissionName } from '../permissions/permission.js';
import { BUILT_IN_ROLES, type Role } from './role.js';
import { RoleUnknown } from './role.errors.js';

const GRANTABLE: ReadonlySet<string> = new Set(GRANTABLE_PERMISSIONS);

/** A role as an org wrote it down. A permission that is no longer in the catalogue allows nothing. */
export interface WrittenRole {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly permissions: readonly string[];
}

/** The roles of one org: those built in, and its own. */
export class RoleBook {
  private readonly byName: ReadonlyMap<string, Role>;

  constructor(own: readonly WrittenRole[] = []) {
    this.byName = new Map([...own.map(toRole), ...BUILT_IN_ROLES].map((role) => [role.name, role]));
  }

  get roles(): readonly Role[] {
    const own = [...this.byName.values()].filter(({ isBuiltIn }) => !isBuiltIn);
    return [...BUILT_IN_ROLES, ...own];
  }

  named(name: string): Role | undefined {
    return this.byName.get(name);
  }

  /** @throws RoleUnknown */
  mustHave(name: string): Role {
    const role = this.byName.get(name);
    if (role === undefined) throw new RoleUnknown(`There is no role "${name}"; GET /api/v1/roles lists them.`);
    return role;
  }

  /** All that these roles allow together; a name that is no role allows nothing. */
  permissionsOf(names: readonly string[]): ReadonlySet<PermissionName> {
    return new Set(names.flatMap((name) => [...(this.byName.get(name)?.permissions ?? [])]));
  }
}

const toRole = ({ permissions, ...role }: WrittenRole): Role => ({
  ...role,
  isBuiltIn: false,
  permissions: new Set(permissions.filter((name): name is PermissionName => GRANTABLE.has(name))),
});
