import { Badge, Button, Table, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { ActionsHead } from '../../ui/actions-head.js';
import { Ago } from '../../ui/ago.js';
import { Panel } from '../../ui/panel.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';

const KEY = ['me', 'devices'];

/** Machines that act under the person's name. */
export function DeviceList() {
  const queries = useQueryClient();
  const devices = useQuery({ queryKey: KEY, queryFn: () => told(api.GET('/api/v1/me/devices')) });
  const end = useMutation({
    mutationFn: (id: string) => told(api.DELETE('/api/v1/me/devices/{id}', { params: { path: { id } } })),
    onSuccess: async () => {
      toastDone('That machine is signed out.');
      await queries.invalidateQueries({ queryKey: KEY });
    },
  });
  const isEmpty = devices.data?.items.length === 0;
  return (
    <Panel title="Devices" note="Machines that you connected with “castellan login”." flush={!isEmpty}>
      {(devices.error ?? end.error) !== null && (
        <ProblemView error={devices.error ?? end.error} onRetry={() => void devices.refetch()} />
      )}
      {devices.isPending && <RowsSkeleton rows={2} />}
      {isEmpty && (
        <Text size="sm" c="dimmed">
          None. Run “castellan login” on a machine, and it appears here.
        </Text>
      )}
      {devices.data !== undefined && !isEmpty && (
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Machine</Table.Th>
              <Table.Th>Organisation</Table.Th>
              <Table.Th>Connected</Table.Th>
              <ActionsHead />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {devices.data.items.map(({ id, label, org, isEnrolled, createdAt }) => (
              <Table.Tr key={id}>
                <Table.Td>
                  {label}{' '}
                  {!isEnrolled && (
                    <Badge size="sm" variant="light" color="or" tt="none" fw={560}>
                      not enrolled yet
                    </Badge>
                  )}
                </Table.Td>
                <Table.Td>{org.name}</Table.Td>
                <Table.Td>
                  <Ago at={createdAt} />
                </Table.Td>
                <Table.Td ta="right">
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    color="gules"
                    c="var(--c-reject-ink)"
                    loading={end.isPending && end.variables === id}
                    onClick={() => end.mutate(id)}
                    aria-label={`Sign ${label} out`}
                  >
                    Sign out
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}
