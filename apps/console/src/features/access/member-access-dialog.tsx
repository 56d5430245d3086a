import { Alert, Badge, Group, Modal, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import type { Member } from '../../api/wire.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';

/** Why can she? Each permission with the roles through which she has it. */
export function MemberAccessDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const { id: personId, name } = member.person;
  const access = useQuery({
    queryKey: ['member-access', personId],
    queryFn: () => told(api.GET('/api/v1/members/{personId}/access', { params: { path: { personId } } })),
  });
  return (
    <Modal opened onClose={onClose} title={`What ${name} may do`} size="lg">
      <Stack>
        {access.isError && <ProblemView error={access.error} onRetry={() => void access.refetch()} />}
        {access.isPending && <RowsSkeleton rows={6} />}
        {access.data?.status === 'suspended' && (
          <Alert color="or">Suspended: none of this works until the membership is restored.</Alert>
        )}
        {access.data?.permissions.length === 0 && <Text size="sm">Nothing: {name} has no role here.</Text>}
        {access.data !== undefined && access.data.permissions.length > 0 && (
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
                      {permission.through.map(({ role, title }) => (
                        <Badge key={role} variant="light" color="azure" tt="none" fw={560}>
                          {title}
                        </Badge>
                      ))}
                    </Group>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Stack>
    </Modal>
  );
}
