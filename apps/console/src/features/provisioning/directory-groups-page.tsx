import { Anchor, Group, Table } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';
import { Link, useParams } from 'react-router';
import { Ago } from '../../ui/ago.js';
import { MoreButton } from '../../ui/more-button.js';
import { usePages } from '../../ui/pages-query.js';
import { Panel } from '../../ui/panel.js';
import { SearchBox } from '../../ui/search-box.js';
import { useSearchParam } from '../../ui/search-params.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { DirectoryFrame } from './directory-frame.js';
import { DIRECTORIES, directoryGroups } from './directory-queries.js';

export function DirectoryGroupsPage() {
  const { id = '' } = useParams();
  const [search, setSearch] = useSearchParam('q');
  const groups = usePages([...DIRECTORIES, id, 'groups', search], (cursor) => directoryGroups(id, search, cursor));
  return (
    <DirectoryFrame id={id}>
      <Group mb="md">
        <SearchBox label="Search groups by name" value={search} onChange={setSearch} />
      </Group>
      {groups.isError && <ProblemView error={groups.error} onRetry={() => void groups.refetch()} />}
      {!groups.isError && (
        <Panel flush>
          {groups.isPending && <RowsSkeleton />}
          {groups.items?.length === 0 && (
            <Empty icon={<IconUsersGroup size={22} />} title={search === '' ? 'No group yet' : 'No group fits'}>
              Push groups from your identity provider; roles can be given to them as to people.
            </Empty>
          )}
          {groups.items !== undefined && groups.items.length > 0 && (
            <Table miw={560}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Group</Table.Th>
                  <Table.Th>People</Table.Th>
                  <Table.Th>Changed</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {groups.items.map((group) => (
                  <Table.Tr key={group.id}>
                    <Table.Td>{group.displayName}</Table.Td>
                    <Table.Td>
                      <Anchor
                        component={Link}
                        to={`/directories/${id}?group=${group.id}`}
                        size="sm"
                        aria-label={`${group.members} people of ${group.displayName}`}
                      >
                        {group.members.toLocaleString()}
                      </Anchor>
                    </Table.Td>
                    <Table.Td>
                      <Ago at={group.updatedAt} />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )}
          <MoreButton query={groups} />
        </Panel>
      )}
    </DirectoryFrame>
  );
}
