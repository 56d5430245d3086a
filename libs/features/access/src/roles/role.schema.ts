import { z } from 'zod';
import { textField } from '#platform/http';
import { GRANTABLE_PERMISSIONS, PERMISSIONS } from '../permissions/permission.js';
import type { Role } from './role.js';

const roleFields = {
  title: textField(60).min(1),
  description: textField(500).default(''),
  permissions: z
    .array(z.enum(GRANTABLE_PERMISSIONS))
    .min(1, 'A role allows at least one thing.')
    .max(100)
    .transform((names) => [...new Set(names)].sort()),
};
export const roleBody = z.strictObject(roleFields);
export type RoleBody = z.infer<typeof roleBody>;

const nameField = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{1,38}[a-z0-9]$/,
    'Lower-case letters, digits and hyphens, 3 to 40 of them, beginning with a letter.',
  );
export const newRoleBody = z.strictObject({ name: nameField, ...roleFields });
export type NewRoleBody = z.infer<typeof newRoleBody>;

export const roleParams = z.strictObject({ name: z.string().max(60) });
export type RoleParams = z.infer<typeof roleParams>;

export const roleView = z.object({
  name: z.string(),
  builtIn: z.boolean(),
  title: z.string(),
  description: z.string(),
  permissions: z.array(z.object({ name: z.string(), means: z.string() })),
});
export type RoleView = z.infer<typeof roleView>;
export const roleListView = z.object({ items: z.array(roleView) });

export const toView = ({ name, isBuiltIn, title, description, permissions }: Role): RoleView => ({
  name,
  builtIn: isBuiltIn,
  title,
  description,
  permissions: [...permissions].map((permission) => ({ name: permission, means: PERMISSIONS[permission] })),
});
