import { Anchor, Badge, Button, Group, Stack, Table, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconUsersGroup } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { api, told } from '../../api/client.js';
import { useMay } from '../../app/session.js';
import { Ago } from '../../ui/ago.js';
import { Dialog } from '../../ui/dialog.js';
import { MoreButton } from '../../ui/more-button.js';
import { Page } from '../../ui/page.js';
import { usePages } from '../../ui/pages-query.js';
import { Panel } from '../../ui/panel.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { count } from '../../ui/text.js';
import { GROUPS, type GroupView, loadGroups, SOURCES } from './group-queries.js';
import { PeopleNav } from './people-nav.js';

/** People who are given roles together. */
export function GroupsPage() {
  const may = useMay();
  const groups = usePages(GROUPS, loadGroups);
  const [isMaking, making] = useDisclosure(false);
  const make = may('group:manage') && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={making.open}>
      New group
    </Button>
  );
  const isEmpty = groups.items?.length === 0;
  return (
    <Page
      title="Members"
      lead="People who are given roles together. Your directory or identity provider may bring groups of its own."
      actions={!isEmpty && make}
    >
      <PeopleNav />
      {groups.isError && <ProblemView error={groups.error} onRetry={() => void groups.refetch()} />}
      {!groups.isError && (
        <Panel flush>
          {groups.isPending && <RowsSkeleton />}
          {isEmpty && (
            <Empty icon={<IconUsersGroup size={22} />} title="No group" action={make}>
              Give a role to a group instead of to each person: who enters it has the role, and who leaves it loses it
              within a second. Connect a directory, and its groups appear here.
            </Empty>
          )}
          {groups.items !== undefined && !isEmpty && <GroupTable groups={groups.items} />}
          <MoreButton query={groups} />
        </Panel>
      )}
      {isMaking && <NewGroupDialog onClose={making.close} />}
    </Page>
  );
}

const GroupTable = ({ groups }: { groups: readonly GroupView[] }) => (
  <Table miw={560}>
    <Table.Thead>
      <Table.Tr>
        <Table.Th>Group</Table.Th>
        <Table.Th>Kept by</Table.Th>
        <Table.Th ta="right">People</Table.Th>
        <Table.Th>Since</Table.Th>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {groups.map(({ id, name, source, members, createdAt }) => (
        <Table.Tr key={id}>
          <Table.Td>
            <Anchor component={Link} to={`/members/groups/${id}`} fw={560}>
              {name}
            </Anchor>
          </Table.Td>
          <Table.Td>
            <Badge variant="light" tt="none" fw={560} color={source === 'local' ? 'gray' : 'azure'}>
              {SOURCES[source]}
            </Badge>
          </Table.Td>
          <Table.Td ta="right">{count(members)}</Table.Td>
          <Table.Td>
            <Ago at={createdAt} />
          </Table.Td>
        </Table.Tr>
      ))}
    </Table.Tbody>
  </Table>
);

function NewGroupDialog({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const go = useNavigate();
  const [name, setName] = useState('');
  const make = useMutation({
    mutationFn: () => told(api.POST('/api/v1/groups', { body: { name: name.trim() } })),
    onSuccess: async ({ id }) => {
      onClose();
      await queries.invalidateQueries({ queryKey: GROUPS });
      await go(`/members/groups/${id}`);
    },
  });
  return (
    <Dialog opened onClose={onClose} title="New group">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') make.mutate();
        }}
      >
        <Stack>
          <TextInput
            label="Name"
            placeholder="On call"
            required
            data-autofocus
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {make.isError && <ProblemView error={make.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={name.trim() === ''} loading={make.isPending}>
              Create
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
