import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Role } from '../../api/wire.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { rolesQuery } from './access-queries.js';
import { OwnRoles } from './own-roles.js';
import classes from './roles-page.module.css';

export function RolesPage() {
  const roles = useQuery(rolesQuery);
  return (
    <Page title="Roles" lead="What each role may do. A person may hold several; what any of them allows is allowed.">
      {roles.isError && <ProblemView error={roles.error} onRetry={() => void roles.refetch()} />}
      {roles.isPending && <RowsSkeleton />}
      {roles.data !== undefined && (
        <Stack>
          <OwnRoles roles={roles.data.items.filter(({ builtIn }) => !builtIn)} />
          <RoleMatrix roles={roles.data.items} />
        </Stack>
      )}
    </Page>
  );
}

/** Permissions by resource down, roles across: what one wants to know is who may do a thing. */
function RoleMatrix({ roles }: { roles: readonly Role[] }) {
  const meanings = new Map(roles.flatMap((role) => role.permissions.map(({ name, means }) => [name, means] as const)));
  const resources = Map.groupBy([...meanings].sort(), ([permission]) => permission.split(':')[0] ?? permission);
  return (
    <Panel flush>
      <table className={classes.matrix}>
        <thead>
          <tr>
            <th scope="col">Permission</th>
            {roles.map((role) => (
              <th key={role.name} scope="col" title={role.description}>
                {role.title}
              </th>
            ))}
          </tr>
        </thead>
        {[...resources].map(([resource, its]) => (
          <tbody key={resource}>
            {its.map(([permission, means]) => (
              <tr key={permission}>
                <th scope="row">
                  {means} <code>{permission}</code>
                </th>
                {roles.map((role) => (
                  <td key={role.name}>
                    {role.permissions.some(({ name }) => name === permission) ? <Mark /> : <No />}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </Panel>
  );
}

const Mark = () => (
  <span className={classes.yes}>
    <svg viewBox="0 0 12 12" width={12} height={12} aria-hidden="true">
      <path
        d="M2 6.5 5 9.5 10 3"
        fill="none"
        stroke="currentColor"
        strokeWidth={1.8}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
    <Text span className={classes.words}>
      may
    </Text>
  </span>
);

const No = () => (
  <span className={classes.no}>
    <span aria-hidden="true">·</span>
    <span className={classes.words}>may not</span>
  </span>
);
