import { Badge, Box, Button, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedValue, useDisclosure } from '@mantine/hooks';
import { IconSearch, IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { api, told } from '../../api/client.js';
import type { Member } from '../../api/wire.js';
import { useMay, useSession } from '../../app/session.js';
import { ActionsHead } from '../../ui/actions-head.js';
import { Ago } from '../../ui/ago.js';
import { Dialog } from '../../ui/dialog.js';
import { MoreButton } from '../../ui/more-button.js';
import { Page } from '../../ui/page.js';
import { at, usePages } from '../../ui/pages-query.js';
import { Panel } from '../../ui/panel.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { useRoleTitle } from './access-queries.js';
import { GrantPanel } from './grant-panel.js';
import { InvitationPanel } from './invitation-panel.js';
import { InviteDialog } from './invite-dialog.js';
import { MemberAccessDialog } from './member-access-dialog.js';
import { type MemberAct, MemberMenu } from './member-menu.js';
import { MemberRolesDialog } from './member-roles-dialog.js';
import { MemberStatusDialog } from './member-status-dialog.js';
import { PeopleNav } from './people-nav.js';
import { PersonCell } from './person-cell.js';

export function MembersPage() {
  const may = useMay();
  const [isInviting, inviting] = useDisclosure(false);
  const [chosen, setChosen] = useState<{ member: Member; act: MemberAct } | null>(null);
  const [search, setSearch] = useState('');
  const [sought] = useDebouncedValue(search.trim(), 200);
  const members = usePages(['members', sought], (cursor) =>
    told(
      api.GET('/api/v1/members', { params: { query: { ...at(cursor), ...(sought !== '' && { search: sought }) } } }),
    ),
  );
  const close = () => setChosen(null);
  return (
    <Page
      title="Members"
      lead="People who may enter this organisation’s console."
      actions={
        may('member:invite') && (
          <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={inviting.open}>
            Invite
          </Button>
        )
      }
    >
      <PeopleNav />
      <TextInput
        type="search"
        aria-label="Search members"
        placeholder="Name or e-mail"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        maxLength={200}
        w={{ base: '100%', sm: 280 }}
        mb="md"
      />
      {members.isError && <ProblemView error={members.error} onRetry={() => void members.refetch()} />}
      {!members.isError && (
        <Panel flush>
          {members.isPending && <RowsSkeleton />}
          {members.items?.length === 0 && (
            <Empty icon={<IconSearch size={22} />} title="Nobody of that name">
              No member’s name or e-mail address contains “{sought}”.
            </Empty>
          )}
          {members.items !== undefined && members.items.length > 0 && (
            <MemberTable members={members.items} onChoose={(member, act) => setChosen({ member, act })} />
          )}
          <MoreButton query={members} />
        </Panel>
      )}
      {members.items !== undefined && (
        <Box mt="lg">
          <InvitationPanel />
        </Box>
      )}
      <InviteDialog opened={isInviting} onClose={inviting.close} />
      {chosen?.act === 'explain' && <MemberAccessDialog member={chosen.member} onClose={close} />}
      {chosen?.act === 'roles' && <MemberRolesDialog member={chosen.member} onClose={close} />}
      {chosen?.act === 'teams' && (
        <Dialog opened onClose={close} title={`Roles of ${chosen.member.person.name}`} size="lg">
          <GrantPanel holder={{ kind: 'person', id: chosen.member.person.id, label: chosen.member.person.name }} />
        </Dialog>
      )}
      {chosen?.act === 'status' && <MemberStatusDialog member={chosen.member} onClose={close} />}
    </Page>
  );
}

interface MemberTableProps {
  members: readonly Member[];
  onChoose: (member: Member, act: MemberAct) => void;
}

function MemberTable({ members, onChoose }: MemberTableProps) {
  const { person: me } = useSession();
  const roleTitle = useRoleTitle();
  return (
    <Table miw={640}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Person</Table.Th>
          <Table.Th>Roles</Table.Th>
          <Table.Th>Status</Table.Th>
          <Table.Th>Since</Table.Th>
          <ActionsHead />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {members.map((member) => (
          <Table.Tr key={member.person.id}>
            <Table.Td>
              <PersonCell person={member.person} isSelf={member.person.id === me.id} />
            </Table.Td>
            <Table.Td>
              {member.roles.length === 0 ? '–' : member.roles.map(roleTitle).join(', ')}
              {member.elevations.map(({ role, endsAt }) => (
                <Text key={role} size="xs" c="dimmed">
                  and {roleTitle(role)}, ends <Ago at={endsAt} />
                </Text>
              ))}
            </Table.Td>
            <Table.Td>
              <Badge variant="light" tt="none" fw={560} color={member.status === 'active' ? 'vert' : 'gray'}>
                {member.status === 'active' ? 'Active' : 'Suspended'}
              </Badge>
            </Table.Td>
            <Table.Td>
              <Ago at={member.createdAt} />
            </Table.Td>
            <Table.Td ta="right">
              <MemberMenu member={member} onChoose={(act) => onChoose(member, act)} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
