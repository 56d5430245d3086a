import { Alert, Anchor, Button, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { api, told } from '../../api/client.js';
import type { Machine } from '../../api/wire.js';
import { useMay } from '../../app/session.js';
import { Ago } from '../../ui/ago.js';
import { CopyIcon } from '../../ui/copy.js';
import { Facts } from '../../ui/facts.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { ReasonDialog } from '../../ui/reason-dialog.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { agentName, count, plural } from '../../ui/text.js';
import { toastDone } from '../../ui/toast.js';
import { machineQuery } from './fleet-queries.js';
import { MachineStatusMark } from './machine-status.js';

export function MachinePage() {
  const { id = '' } = useParams();
  const may = useMay();
  const machine = useQuery(machineQuery(id));
  const [isRevoking, revoking] = useDisclosure(false);
  const canRevoke = may('machine:revoke') && machine.data !== undefined && machine.data.status !== 'revoked';
  return (
    <Page
      title={machine.data?.hostname ?? 'Machine'}
      lead={
        <Anchor component={Link} to="/fleet" size="sm">
          Fleet
        </Anchor>
      }
      actions={
        canRevoke && (
          <Button variant="default" c="var(--c-reject-ink)" onClick={revoking.open}>
            Revoke
          </Button>
        )
      }
    >
      {machine.isError && <ProblemView error={machine.error} onRetry={() => void machine.refetch()} />}
      {machine.isPending && <RowsSkeleton />}
      {machine.data !== undefined && <MachineDetail machine={machine.data} />}
      {machine.data !== undefined && (
        <RevokeDialog machine={machine.data} opened={isRevoking} onClose={revoking.close} />
      )}
    </Page>
  );
}

function MachineDetail({ machine }: { machine: Machine }) {
  const { spool } = machine;
  return (
    <Stack>
      {machine.status === 'revoked' && (
        <Alert color="gules">
          This machine is revoked: it gets no policy and may send nothing. Its agents fall to the offline mode of the
          policy it last had.
        </Alert>
      )}
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Panel title="Machine">
          <Facts
            rows={[
              ['Status', <MachineStatusMark key="status" status={machine.status} />],
              ['Last seen', <Ago key="seen" at={machine.lastSeenAt} />],
              ['Person', machine.person?.label ?? 'none: enrolled by token'],
              ['System', `${machine.os} · ${machine.arch}`],
              ['Enrolled', <Ago key="enrolled" at={machine.enrolledAt} />],
              [
                'Id',
                <span key="id">
                  <code>{machine.id}</code> <CopyIcon label="Id" value={machine.id} />
                </span>,
              ],
            ]}
          />
        </Panel>
        <Panel title="Castellan on it">
          <Facts
            rows={[
              ['Version', machine.programVersion],
              [
                'Policy',
                machine.policyVersion === null ? 'has received none yet' : `version ${count(machine.policyVersion)}`,
              ],
              [
                'Spool',
                spool.events === 0
                  ? 'empty: everything has arrived'
                  : `${plural(spool.events, 'event')} waiting, ${count(Math.ceil(spool.bytes / 1024))} KiB`,
              ],
              ...(spool.oldestAt === null
                ? []
                : [['Oldest waiting', <Ago key="oldest" at={spool.oldestAt} />] as const]),
            ]}
          />
        </Panel>
      </SimpleGrid>
      <Panel title="Coding agents found" flush>
        {machine.agents.length === 0 ? (
          <Text p="md" size="sm" c="dimmed">
            None was found on this machine yet.
          </Text>
        ) : (
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Agent</Table.Th>
                <Table.Th>Version</Table.Th>
                <Table.Th>Asks Castellan</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {machine.agents.map(({ agent, version, governed }) => (
                <Table.Tr key={agent}>
                  <Table.Td>{agentName(agent)}</Table.Td>
                  <Table.Td>{version ?? 'unknown'}</Table.Td>
                  <Table.Td>{GOVERNED[String(governed)]}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Panel>
      <Anchor component={Link} to={`/audit?machine=${machine.id}`} size="sm">
        What this machine reported, in the audit log
      </Anchor>
    </Stack>
  );
}

/** By what the machine says of its agent's settings. */
const GOVERNED: Readonly<Record<string, string>> = {
  true: 'Yes',
  false: 'No: run “castellan install” there',
  null: 'Not known',
};

function RevokeDialog({ machine, opened, onClose }: { machine: Machine; opened: boolean; onClose: () => void }) {
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: (reason: string) =>
      told(api.POST('/api/v1/machines/{id}/revoke', { params: { path: { id: machine.id } }, body: { reason } })),
    onSuccess: async () => {
      onClose();
      toastDone(`${machine.hostname} is revoked.`);
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['machine', machine.id] }),
        queries.invalidateQueries({ queryKey: ['machines'] }),
      ]);
    },
  });
  return (
    <ReasonDialog
      opened={opened}
      onClose={onClose}
      title={`Revoke ${machine.hostname}?`}
      act="Revoke"
      danger
      pending={revoke.isPending}
      error={revoke.error}
      onConfirm={(reason) => revoke.mutate(reason)}
    >
      Its credentials end at once. To come back it must be enrolled anew. Events that wait in its spool will not arrive.
    </ReasonDialog>
  );
}
