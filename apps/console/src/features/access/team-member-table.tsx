import { Badge, Button, Table } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { useMay } from '../../app/session.js';
import { ActionsHead } from '../../ui/actions-head.js';
import { Ago } from '../../ui/ago.js';
import { toastDone } from '../../ui/toast.js';
import { PersonCell } from './person-cell.js';
import { type Team, type TeamMember, TEAMS } from './team-queries.js';

export function TeamMemberTable({ team, members }: { team: Team; members: readonly TeamMember[] }) {
  const queries = useQueryClient();
  const may = useMay();
  const take = useMutation({
    mutationFn: ({ person }: TeamMember) =>
      told(
        api.DELETE('/api/v1/teams/{id}/members/{personId}', {
          params: { path: { id: team.id, personId: person.id } },
        }),
      ),
    onSuccess: async (_nothing, { person }) => {
      toastDone(`${person.name} is not in ${team.name} any more.`);
      await queries.invalidateQueries({ queryKey: TEAMS });
    },
  });
  return (
    <Table miw={560}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Person</Table.Th>
          <Table.Th>Status</Table.Th>
          <Table.Th>In it since</Table.Th>
          <ActionsHead />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {members.map((member) => (
          <Table.Tr key={member.person.id}>
            <Table.Td>
              <PersonCell person={member.person} />
            </Table.Td>
            <Table.Td>
              <Badge variant="light" tt="none" fw={560} color={member.status === 'active' ? 'vert' : 'gray'}>
                {member.status === 'active' ? 'Active' : 'Suspended'}
              </Badge>
            </Table.Td>
            <Table.Td>
              <Ago at={member.addedAt} />
            </Table.Td>
            <Table.Td ta="right">
              {may('team:manage') && (
                <Button
                  size="compact-xs"
                  variant="default"
                  loading={take.isPending && take.variables.person.id === member.person.id}
                  onClick={() => take.mutate(member)}
                  aria-label={`Take ${member.person.name} out of ${team.name}`}
                >
                  Take out
                </Button>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
