import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { useMay } from '../../app/session.js';

export const rolesQuery = queryOptions({ queryKey: ['roles'], queryFn: () => told(api.GET('/api/v1/roles')) });

const BUILT_IN: Readonly<Record<string, string>> = {
  admin: 'Administrator',
  'security-admin': 'Security administrator',
};

export type RoleTitle = (name: string) => string;

/** What people call a role; for who may not read the roles, and for one that is gone, the words of its name. */
export function useRoleTitle(): RoleTitle {
  const enabled = useMay()('role:read');
  const roles = useQuery({ ...rolesQuery, enabled });
  return (name) => roles.data?.items.find((role) => role.name === name)?.title ?? BUILT_IN[name] ?? inWords(name);
}

/** `release-manager` → `Release manager`. */
function inWords(name: string): string {
  const words = name.replaceAll(/[-_]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
