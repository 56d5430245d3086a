import { Injectable } from '@nestjs/common';
import { isUniqueViolation, type OrgScope, type OrgTx } from '#platform/database';
import { rows } from '#platform/database/rows';
import { RoleNameTaken } from './role.errors.js';
import type { WrittenRole } from './role-book.js';

const columns = { name: true, title: true, description: true, permissions: true } as const;

/** Rows of the table `roles`. */
@Injectable()
export class CustomRoleRepository {
  list(tx: OrgTx, { orgId }: OrgScope): Promise<readonly WrittenRole[]> {
    return rows(tx).customRole.findMany({ where: { orgId }, orderBy: { name: 'asc' }, select: columns });
  }

  /** @throws RoleNameTaken */
  async insert(tx: OrgTx, { orgId, now }: OrgScope & { now: Date }, role: WrittenRole): Promise<void> {
    const data = { orgId, ...role, permissions: [...role.permissions], createdAt: now, updatedAt: now };
    try {
      await rows(tx).customRole.create({ data, select: { name: true } });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new RoleNameTaken(`There is a role "${role.name}" already; choose another name.`, {}, { cause: error });
    }
  }

  async update(tx: OrgTx, { orgId, now }: OrgScope & { now: Date }, { name, ...change }: WrittenRole): Promise<void> {
    const data = { ...change, permissions: [...change.permissions], updatedAt: now };
    await rows(tx).customRole.updateMany({ where: { orgId, name }, data });
  }

  /** How it could be asked for goes with it. */
  async delete(tx: OrgTx, { orgId }: OrgScope, name: string): Promise<void> {
    await rows(tx).customRole.deleteMany({ where: { orgId, name } });
    await rows(tx).elevationRule.deleteMany({ where: { orgId, role: name } });
  }
}
