import { useQuery } from '@tanstack/react-query';
import { rolesQuery } from './access-queries.js';
import { permissionsQuery } from './service-account-queries.js';

/** What a key or a trust rule of an account can be limited to: what its roles allow, but for what gives others access. */
export function useKeyLimits(ofAccount: readonly string[], enabled: boolean): { value: string; label: string }[] {
  const roles = useQuery({ ...rolesQuery, enabled });
  const permissions = useQuery({ ...permissionsQuery, enabled });
  const held = new Set(
    roles.data?.items
      .filter(({ name }) => ofAccount.includes(name))
      .flatMap((role) => role.permissions.map(({ name }) => name)),
  );
  return (permissions.data?.items ?? [])
    .filter(({ name, delegating }) => held.has(name) && !delegating)
    .map(({ name, means }) => ({ value: name, label: `${name}: ${means}` }));
}
