import { Anchor, Badge, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api, told } from '../../api/client.js';
import { useMay } from '../../app/session.js';
import { Ago } from '../../ui/ago.js';
import { Panel } from '../../ui/panel.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { kindInWords } from '../audit/event-words.js';
import type { Connection } from './connection.js';

const SHOWN = 10;
const LET_IN = 'admin.sso.accepted';
const REFUSED = 'admin.sso.refused';

const COLOURS: Readonly<Record<string, string>> = { [LET_IN]: 'vert', [REFUSED]: 'gules' };

/** Who came in through the connection last, who did not and why, and who changed it, from the ledger. */
export function ConnectionEvents({ connection }: { connection: Connection }) {
  const mayRead = useMay()('audit:read');
  const events = useQuery({
    queryKey: ['connections', connection.id, 'events'],
    queryFn: () => {
      const query = { target: connection.id, limit: SHOWN };
      return told(api.GET('/api/v1/audit/events', { params: { query } }));
    },
    enabled: mayRead,
  });
  if (!mayRead) return null;
  return (
    <Panel
      title="What happened here"
      actions={
        <Anchor component={Link} to={`/audit?target=${connection.id}`} size="sm">
          All of it
        </Anchor>
      }
      flush
    >
      {events.isError && <ProblemView error={events.error} onRetry={() => void events.refetch()} />}
      {events.isPending && <RowsSkeleton rows={4} />}
      {events.data?.items.length === 0 && (
        <Text size="sm" c="dimmed" p="md">
          {events.data.nextCursor === null ? 'Nobody has tried it yet.' : 'Nothing happened here lately.'}
        </Text>
      )}
      {events.data !== undefined && events.data.items.length > 0 && (
        <Table miw={560}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>When</Table.Th>
              <Table.Th>What</Table.Th>
              <Table.Th>Who, or why not</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {events.data.items.map((event) => (
              <Table.Tr key={event.id}>
                <Table.Td>
                  <Anchor component={Link} to={`/audit?event=${event.id}`} size="sm">
                    <Ago at={event.at} />
                  </Anchor>
                </Table.Td>
                <Table.Td>
                  <Badge variant="light" color={COLOURS[event.kind] ?? 'gray'} tt="none" fw={560}>
                    {kindInWords(event.kind)}
                  </Badge>
                </Table.Td>
                <Table.Td>
                  {event.kind === REFUSED ? (event.reason ?? 'no reason was given') : event.actor.label}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}
