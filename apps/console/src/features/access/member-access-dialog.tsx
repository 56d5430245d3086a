import { Alert, Badge, Group, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import type { Member } from '../../api/wire.js';
import { Dialog } from '../../ui/dialog.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { clockOf } from '../../ui/time.js';

interface Way {
  readonly title: string;
  readonly endsAt: string | null;
  readonly group: { readonly name: string } | null;
  readonly team: { readonly name: string } | null;
}

/** `Auditor, by the group On call, in the team Payments`. */
const wayInWords = ({ title, endsAt, group, team }: Way): string =>
  [
    title,
    ...(group === null ? [] : [`by the group ${group.name}`]),
    ...(team === null ? [] : [`in the team ${team.name} alone`]),
    ...(endsAt === null ? [] : [`until ${clockOf(endsAt)}`]),
  ].join(', ');

/** Why can she? Each permission with every way by which she has it: given to her, by a group, for one team, or for a while. */
export function MemberAccessDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const { id: personId, name } = member.person;
  const access = useQuery({
    queryKey: ['member-access', personId],
    queryFn: () => told(api.GET('/api/v1/members/{personId}/access', { params: { path: { personId } } })),
  });
  return (
    <Dialog opened onClose={onClose} title={`What ${name} may do`} size="lg">
      <Stack>
        {access.isError && <ProblemView error={access.error} onRetry={() => void access.refetch()} />}
        {access.isPending && <RowsSkeleton rows={6} />}
        {access.data?.status === 'suspended' && (
          <Alert color="or">Suspended: none of this works until the membership is restored.</Alert>
        )}
        {access.data?.permissions.length === 0 && <Text size="sm">Nothing: {name} has no role here.</Text>}
        {access.data !== undefined && access.data.permissions.length > 0 && (
          <Table.ScrollContainer minWidth={560}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>May</Table.Th>
                  <Table.Th>Through</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {access.data.permissions.map((permission) => (
                  <Table.Tr key={permission.name}>
                    <Table.Td>
                      {permission.means}
                      <Text size="xs" c="dimmed">
                        {permission.name}
                      </Text>
                    </Table.Td>
                    <Table.Td>
                      <Group gap={4}>
                        {permission.through.map((way, place) => (
                          <Badge
                            key={place}
                            variant="light"
                            color={way.team === null ? 'azure' : 'or'}
                            tt="none"
                            fw={560}
                          >
                            {wayInWords(way)}
                          </Badge>
                        ))}
                      </Group>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Stack>
    </Dialog>
  );
}
