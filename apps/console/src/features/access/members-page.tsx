import { Avatar, Badge, Button, Group, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { api, told } from '../../api/client.js';
import type { Member } from '../../api/wire.js';
import { useMay, useSession } from '../../app/session.js';
import { ActionsHead } from '../../ui/actions-head.js';
import { Ago } from '../../ui/ago.js';
import { MoreButton } from '../../ui/more-button.js';
import { Page } from '../../ui/page.js';
import { at, usePages } from '../../ui/pages-query.js';
import { Panel } from '../../ui/panel.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { initialsOf } from '../../ui/text.js';
import { roleTitle } from './access-queries.js';
import { InviteDialog } from './invite-dialog.js';
import { MemberAccessDialog } from './member-access-dialog.js';
import { MemberRolesDialog } from './member-roles-dialog.js';
import { PeopleNav } from './people-nav.js';

export function MembersPage() {
  const may = useMay();
  const [isInviting, inviting] = useDisclosure(false);
  const [changing, setChanging] = useState<Member | null>(null);
  const [explaining, setExplaining] = useState<Member | null>(null);
  const members = usePages(['members'], (cursor) =>
    told(api.GET('/api/v1/members', { params: { query: at(cursor) } })),
  );
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
      {may('role:read') && <PeopleNav />}
      {members.isError && <ProblemView error={members.error} onRetry={() => void members.refetch()} />}
      {!members.isError && (
        <Panel flush>
          {members.isPending && <RowsSkeleton />}
          {members.items !== undefined && (
            <MemberTable members={members.items} onChange={setChanging} onExplain={setExplaining} />
          )}
          <MoreButton query={members} />
        </Panel>
      )}
      <InviteDialog opened={isInviting} onClose={inviting.close} />
      {explaining !== null && <MemberAccessDialog member={explaining} onClose={() => setExplaining(null)} />}
      {changing !== null && <MemberRolesDialog member={changing} onClose={() => setChanging(null)} />}
    </Page>
  );
}

interface MemberTableProps {
  members: readonly Member[];
  onChange: (member: Member) => void;
  onExplain: (member: Member) => void;
}

function MemberTable({ members, onChange, onExplain }: MemberTableProps) {
  const { person: me } = useSession();
  const may = useMay();
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
              <Group gap="sm" wrap="nowrap">
                <Avatar size={30} radius="xl" color="azure" aria-hidden>
                  {initialsOf(member.person.name)}
                </Avatar>
                <div>
                  {member.person.name}
                  {member.person.id === me.id && (
                    <Text span size="xs" c="dimmed">
                      {' '}
                      (you)
                    </Text>
                  )}
                  <Text size="xs" c="dimmed">
                    {member.person.email}
                  </Text>
                </div>
              </Group>
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
              <Group gap={4} justify="flex-end" wrap="nowrap">
                {may('role:read') && (
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    onClick={() => onExplain(member)}
                    aria-label={`What ${member.person.name} may do`}
                  >
                    May do…
                  </Button>
                )}
                {may('role:update') && (
                  <Button
                    size="compact-xs"
                    variant="default"
                    onClick={() => onChange(member)}
                    aria-label={`Change roles of ${member.person.name}`}
                  >
                    Change roles
                  </Button>
                )}
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
