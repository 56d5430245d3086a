import { z } from 'zod';
import { PERMISSIONS, type PermissionName } from '../permissions/permission.js';
import type { Role } from './role.js';

export const roleView = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  permissions: z.array(z.object({ name: z.string(), means: z.string() })),
});
export type RoleView = z.infer<typeof roleView>;
export const roleListView = z.object({ items: z.array(roleView) });

export const toView = ({ name, title, description, permissions }: Role): RoleView => ({
  name,
  title,
  description,
  permissions: [...permissions].map((permission: PermissionName) => ({
    name: permission,
    means: PERMISSIONS[permission],
  })),
});
