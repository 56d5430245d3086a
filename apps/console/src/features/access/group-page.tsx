import { Anchor, Button, Stack, Table, Text } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { api, told } from '../../api/client.js';
import { useMay } from '../../app/session.js';
import { ActionsHead } from '../../ui/actions-head.js';
import { MoreButton } from '../../ui/more-button.js';
import { Page } from '../../ui/page.js';
import { usePages } from '../../ui/pages-query.js';
import { Panel } from '../../ui/panel.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { AddPeopleDialog } from './add-people-dialog.js';
import { GrantPanel } from './grant-panel.js';
import { groupQuery, GROUPS, type GroupView, loadGroupMembers, SOURCES } from './group-queries.js';
import { RemoveGatheringDialog } from './remove-gathering-dialog.js';

export function GroupPage() {
  const { id = '' } = useParams();
  const may = useMay();
  const group = useQuery(groupQuery(id));
  const [act, setAct] = useState<'add' | 'remove' | null>(null);
  const isOurs = group.data?.source === 'local' && may('group:manage');
  return (
    <Page
      title={group.data?.name ?? 'Group'}
      lead={
        <>
          <Anchor component={Link} to="/members/groups" size="sm">
            Groups
          </Anchor>
          {group.data !== undefined && <Text>{SOURCES[group.data.source]}</Text>}
        </>
      }
      actions={
        isOurs && (
          <>
            <Button variant="default" c="var(--c-reject-ink)" onClick={() => setAct('remove')}>
              Remove
            </Button>
            <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => setAct('add')}>
              Add people
            </Button>
          </>
        )
      }
    >
      {group.isError && <ProblemView error={group.error} onRetry={() => void group.refetch()} />}
      {group.isPending && <RowsSkeleton />}
      {group.data !== undefined && (
        <Stack>
          {may('role:read') && <GrantPanel holder={{ kind: 'group', id, label: group.data.name }} />}
          <People group={group.data} isOurs={isOurs} />
        </Stack>
      )}
      {group.data !== undefined && act === 'add' && (
        <AddPeopleDialog
          name={group.data.name}
          stale={GROUPS}
          add={(people) =>
            told(api.POST('/api/v1/groups/{id}/members', { params: { path: { id } }, body: { people } }))
          }
          onClose={() => setAct(null)}
        />
      )}
      {group.data !== undefined && act === 'remove' && (
        <RemoveGatheringDialog
          name={group.data.name}
          remove={() => told(api.DELETE('/api/v1/groups/{id}', { params: { path: { id } } }))}
          list="/members/groups"
          stale={GROUPS}
          onClose={() => setAct(null)}
        >
          Its people stay in the organisation, lose what the group gave them, and their machines obey what is left
          without its policy.
        </RemoveGatheringDialog>
      )}
    </Page>
  );
}

function People({ group, isOurs }: { group: GroupView; isOurs: boolean }) {
  const queries = useQueryClient();
  const members = usePages([...GROUPS, group.id, 'members'], (cursor) => loadGroupMembers(group.id, cursor));
  const take = useMutation({
    mutationFn: (personId: string) =>
      told(api.DELETE('/api/v1/groups/{id}/members/{personId}', { params: { path: { id: group.id, personId } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: GROUPS }),
  });
  const isEmpty = members.items?.length === 0;
  return (
    <Panel title="People" flush>
      {(members.error ?? take.error) !== null && <ProblemView error={members.error ?? take.error} />}
      {members.isPending && <RowsSkeleton />}
      {isEmpty && (
        <Empty icon={<IconUserPlus size={22} />} title="Nobody is in this group">
          {isOurs
            ? 'Whoever adds people gives them what the group gives, so she must have it herself.'
            : 'People enter it where it is kept: in your directory, or at a sign-in through your identity provider.'}
        </Empty>
      )}
      {members.items !== undefined && !isEmpty && (
        <Table miw={420}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Person</Table.Th>
              <Table.Th>E-mail</Table.Th>
              <ActionsHead />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {members.items.map(({ person }) => (
              <Table.Tr key={person.id}>
                <Table.Td>{person.name}</Table.Td>
                <Table.Td>{person.email}</Table.Td>
                <Table.Td ta="right">
                  {isOurs && (
                    <Button
                      size="compact-xs"
                      variant="default"
                      loading={take.isPending && take.variables === person.id}
                      onClick={() => take.mutate(person.id)}
                      aria-label={`Take ${person.name} out of ${group.name}`}
                    >
                      Take out
                    </Button>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <MoreButton query={members} />
    </Panel>
  );
}
