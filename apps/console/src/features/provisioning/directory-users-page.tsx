import { Badge, Button, Group, Table, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useParams } from 'react-router';
import { Ago } from '../../ui/ago.js';
import { MoreButton } from '../../ui/more-button.js';
import { usePages } from '../../ui/pages-query.js';
import { Panel } from '../../ui/panel.js';
import { SearchBox } from '../../ui/search-box.js';
import { useSearchParam } from '../../ui/search-params.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { DirectoryFrame } from './directory-frame.js';
import { DIRECTORIES, directoryUsers } from './directory-queries.js';

export function DirectoryUsersPage() {
  const { id = '' } = useParams();
  const [search, setSearch] = useSearchParam('q');
  const [group, setGroup] = useSearchParam('group');
  const users = usePages([...DIRECTORIES, id, 'users', search, group], (cursor) =>
    directoryUsers(id, { search, group }, cursor),
  );
  const isFiltered = search !== '' || group !== '';
  return (
    <DirectoryFrame id={id}>
      <Group mb="md">
        <SearchBox label="Search people by name" value={search} onChange={setSearch} />
        {group !== '' && (
          <Button variant="default" size="xs" onClick={() => setGroup(null)}>
            Show people of all groups
          </Button>
        )}
      </Group>
      {users.isError && <ProblemView error={users.error} onRetry={() => void users.refetch()} />}
      {!users.isError && (
        <Panel flush>
          {users.isPending && <RowsSkeleton />}
          {users.items?.length === 0 && (
            <Empty icon={<IconUsers size={22} />} title={isFiltered ? 'Nobody fits' : 'Nobody yet'}>
              {isFiltered
                ? 'Try a part of the name.'
                : 'People appear here when your identity provider provisions them for the first time.'}
            </Empty>
          )}
          {users.items !== undefined && users.items.length > 0 && (
            <Table miw={720}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Person</Table.Th>
                  <Table.Th>E-mail</Table.Th>
                  <Table.Th>State</Table.Th>
                  <Table.Th>Here</Table.Th>
                  <Table.Th>Changed</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {users.items.map((user) => (
                  <Table.Tr key={user.id}>
                    <Table.Td>
                      {user.label}
                      <Text size="xs" c="dimmed">
                        {user.userName}
                      </Text>
                    </Table.Td>
                    <Table.Td>{user.email ?? '–'}</Table.Td>
                    <Table.Td>
                      <Badge variant="light" color={user.active ? 'vert' : 'gules'} tt="none" fw={560}>
                        {user.active ? 'Active' : 'Deactivated'}
                      </Badge>
                    </Table.Td>
                    <Table.Td>{user.personId === null ? 'Has not signed in' : 'Member'}</Table.Td>
                    <Table.Td>
                      <Ago at={user.updatedAt} />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )}
          <MoreButton query={users} />
        </Panel>
      )}
    </DirectoryFrame>
  );
}
