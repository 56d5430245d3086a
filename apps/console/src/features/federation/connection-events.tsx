import { Anchor, Badge, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api, told } from '../../api/client.js';
import { useMay } from '../../app/session.js';
import { Ago } from '../../ui/ago.js';
import { Panel } from '../../ui/panel.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import type { Connection } from './connection.js';

const KINDS = ['admin.sso.accepted', 'admin.sso.refused'] as const;
const LOOKED_AT = 100;
const SHOWN = 10;

/** Who came in through the connection last, and who did not and why, from the ledger. */
export function ConnectionEvents({ connection }: { connection: Connection }) {
  const mayRead = useMay()('audit:read');
  const events = useQuery({
    queryKey: ['connections', connection.id, 'events'],
    queryFn: async () => {
      const pages = await Promise.all(
        KINDS.map((kind) => told(api.GET('/api/v1/audit/events', { params: { query: { kind, limit: LOOKED_AT } } }))),
      );
      return pages
        .flatMap(({ items }) => items)
        .filter((event) => event.target?.id === connection.id || event.facts['connection'] === connection.id)
        .toSorted((a, b) => b.index - a.index)
        .slice(0, SHOWN);
    },
    enabled: mayRead,
  });
  if (!mayRead) return null;
  return (
    <Panel
      title="Sign-ins and refusals"
      actions={
        <Anchor component={Link} to={`/audit?kind=${KINDS[1]}`} size="sm">
          All refusals
        </Anchor>
      }
      flush
    >
      {events.isError && <ProblemView error={events.error} onRetry={() => void events.refetch()} />}
      {events.isPending && <RowsSkeleton rows={4} />}
      {events.data?.length === 0 && (
        <Text size="sm" c="dimmed" p="md">
          Nobody has tried it yet.
        </Text>
      )}
      {events.data !== undefined && events.data.length > 0 && (
        <Table miw={560}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>When</Table.Th>
              <Table.Th>What</Table.Th>
              <Table.Th>Who, or why not</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {events.data.map((event) => (
              <Table.Tr key={event.id}>
                <Table.Td>
                  <Anchor component={Link} to={`/audit?event=${event.id}`} size="sm">
                    <Ago at={event.at} />
                  </Anchor>
                </Table.Td>
                <Table.Td>
                  <Badge variant="light" color={event.kind === KINDS[0] ? 'vert' : 'gules'} tt="none" fw={560}>
                    {event.kind === KINDS[0] ? 'Signed in' : 'Refused'}
                  </Badge>
                </Table.Td>
                <Table.Td>
                  {event.kind === KINDS[0] ? event.actor.label : (event.reason ?? 'no reason was given')}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}
