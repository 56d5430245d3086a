import { Badge, Button, Table } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { ActionsHead } from '../../ui/actions-head.js';
import { Ago } from '../../ui/ago.js';
import { Panel } from '../../ui/panel.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import { browserOf } from './user-agent.js';

const KEY = ['me', 'sessions'];

export function SessionList() {
  const queries = useQueryClient();
  const sessions = useQuery({ queryKey: KEY, queryFn: () => told(api.GET('/api/v1/me/sessions')) });
  const end = useMutation({
    mutationFn: (id: string) => told(api.DELETE('/api/v1/me/sessions/{id}', { params: { path: { id } } })),
    onSuccess: async () => {
      toastDone('That session is ended.');
      await queries.invalidateQueries({ queryKey: KEY });
    },
  });
  return (
    <Panel title="Sessions" note="Browsers that are signed in as you." flush>
      {(sessions.error ?? end.error) !== null && (
        <ProblemView error={sessions.error ?? end.error} onRetry={() => void sessions.refetch()} />
      )}
      {sessions.isPending && <RowsSkeleton rows={2} />}
      {sessions.data !== undefined && (
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Browser</Table.Th>
              <Table.Th>Address</Table.Th>
              <Table.Th>Signed in</Table.Th>
              <Table.Th>Last seen</Table.Th>
              <ActionsHead />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {sessions.data.items.map((session) => (
              <Table.Tr key={session.id}>
                <Table.Td>
                  {browserOf(session.userAgent)}{' '}
                  {session.current && (
                    <Badge size="sm" variant="light" color="vert" tt="none" fw={560}>
                      this one
                    </Badge>
                  )}
                </Table.Td>
                <Table.Td>{session.ip ?? '–'}</Table.Td>
                <Table.Td>
                  <Ago at={session.createdAt} />
                </Table.Td>
                <Table.Td>
                  <Ago at={session.lastSeenAt} />
                </Table.Td>
                <Table.Td ta="right">
                  {!session.current && (
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      color="gules"
                      c="var(--c-reject-ink)"
                      loading={end.isPending && end.variables === session.id}
                      onClick={() => end.mutate(session.id)}
                      aria-label={`End the session in ${browserOf(session.userAgent)} from ${session.ip ?? 'an unknown address'}`}
                    >
                      End
                    </Button>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}
