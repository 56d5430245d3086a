import { Alert, Button, Code, Group, Stack, Table, Text } from '@mantine/core';
import { IconHourglass } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { Ago } from '../../ui/ago.js';
import { Panel } from '../../ui/panel.js';
import { ProblemView } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import type { Connection, PendingSettings, SettingsChange } from './connection.js';
import { CONNECTIONS } from './connection-queries.js';

interface PendingPanelProps {
  connection: Connection;
  isReadOnly: boolean;
}

/** Changes that wait, beside what counts now: they count once a test passed and somebody says so. */
export function PendingPanel({ connection, isReadOnly }: PendingPanelProps) {
  const { pending } = connection;
  if (pending === null) return null;
  return (
    <Panel title="Changes that wait">
      <Stack>
        <Alert color="or" variant="light" role="note" icon={<IconHourglass aria-hidden />}>
          <Text size="sm">
            Proposed by {pending.proposedBy} <Ago at={pending.proposedAt} />. People come in by what counts now.{' '}
            {pending.testedAt === null
              ? 'Test it below: nothing counts before a test has passed.'
              : 'A test of it has passed.'}
          </Text>
        </Alert>
        <Changes pending={pending} />
        {!isReadOnly && <Acts connection={connection} pending={pending} />}
      </Stack>
    </Panel>
  );
}

function Changes({ pending: { changes, secretsChange } }: { pending: PendingSettings }) {
  return (
    <Table.ScrollContainer minWidth={560}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Setting</Table.Th>
            <Table.Th>Counts now</Table.Th>
            <Table.Th>Waits</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {changes.map((change) => (
            <Change key={change.member} change={change} />
          ))}
          {secretsChange && (
            <Table.Tr>
              <Table.Td>Secret</Table.Td>
              <Table.Td>as it is</Table.Td>
              <Table.Td>another one</Table.Td>
            </Table.Tr>
          )}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Change({ change: { member, before, after } }: { change: SettingsChange }) {
  return (
    <Table.Tr>
      <Table.Td>
        <Code>{member}</Code>
      </Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>{before ?? 'nothing'}</Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>{after ?? 'nothing'}</Table.Td>
    </Table.Tr>
  );
}

function Acts({ connection: { id, name }, pending }: { connection: Connection; pending: PendingSettings }) {
  const queries = useQueryClient();
  const params = { path: { id } };
  const refresh = () => queries.invalidateQueries({ queryKey: CONNECTIONS });
  const promote = useMutation({
    mutationFn: () =>
      told(api.POST('/api/v1/connections/{id}/pending/promote', { params, body: { proposedAt: pending.proposedAt } })),
    onSuccess: () => toastDone(`${name} goes by the new settings from now on.`),
    onSettled: refresh,
  });
  const discard = useMutation({
    mutationFn: () => told(api.DELETE('/api/v1/connections/{id}/pending', { params })),
    onSuccess: () => toastDone('The changes are forgotten.'),
    onSettled: refresh,
  });
  const failure = promote.error ?? discard.error;
  return (
    <>
      {failure !== null && <ProblemView error={failure} />}
      <Group justify="flex-end">
        <Button variant="default" loading={discard.isPending} onClick={() => discard.mutate()}>
          Forget the changes
        </Button>
        <Button
          disabled={pending.testedAt === null}
          title={pending.testedAt === null ? 'A test has to pass first.' : undefined}
          loading={promote.isPending}
          onClick={() => promote.mutate()}
        >
          Let them count
        </Button>
      </Group>
    </>
  );
}
