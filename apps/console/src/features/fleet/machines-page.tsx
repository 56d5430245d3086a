import { Anchor, Button, Group, SegmentedControl, Table, Text } from '@mantine/core';
import { IconDevices } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { Machine } from '../../api/wire.js';
import { useMay } from '../../app/session.js';
import { Ago } from '../../ui/ago.js';
import { MoreButton } from '../../ui/more-button.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { SearchBox } from '../../ui/search-box.js';
import { useSearchParam } from '../../ui/search-params.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { agentName } from '../../ui/text.js';
import { FleetNav } from './fleet-nav.js';
import { useMachines } from './fleet-queries.js';
import { MachineStatusMark } from './machine-status.js';

const STATUSES = [
  { value: '', label: 'All' },
  { value: 'connected', label: 'Connected' },
  { value: 'stale', label: 'Silent' },
  { value: 'revoked', label: 'Revoked' },
];

export function MachinesPage() {
  const [q, setQ] = useSearchParam('q');
  const [status, setStatus] = useSearchParam('status');
  const machines = useMachines(q, status);
  const isFiltered = q !== '' || status !== '';
  return (
    <Page title="Fleet" lead="Machines whose coding agents obey this organisation’s policy.">
      <FleetNav />
      <Group mb="md" justify="space-between">
        <SearchBox label="Filter by host or person" value={q} onChange={setQ} />
        <SegmentedControl size="xs" data={STATUSES} value={status} onChange={setStatus} aria-label="Status" />
      </Group>
      {machines.isError && <ProblemView error={machines.error} onRetry={() => void machines.refetch()} />}
      {!machines.isError && (
        <Panel flush>
          {machines.items === undefined && <RowsSkeleton />}
          {machines.items?.length === 0 &&
            (isFiltered ? (
              <NoMatch
                onClear={() => {
                  setQ(null);
                  setStatus(null);
                }}
              />
            ) : (
              <NoMachines />
            ))}
          {machines.items !== undefined && machines.items.length > 0 && <MachineTable machines={machines.items} />}
          <MoreButton query={machines} />
        </Panel>
      )}
    </Page>
  );
}

function MachineTable({ machines }: { machines: readonly Machine[] }) {
  return (
    <Table highlightOnHover miw={760}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Host</Table.Th>
          <Table.Th>Status</Table.Th>
          <Table.Th>Person</Table.Th>
          <Table.Th>Agents</Table.Th>
          <Table.Th>Policy</Table.Th>
          <Table.Th>Last seen</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {machines.map((machine) => (
          <Table.Tr key={machine.id}>
            <Table.Td>
              <Anchor component={Link} to={`/fleet/${machine.id}`} fw={540}>
                {machine.hostname}
              </Anchor>
              <Text size="xs" c="dimmed">
                {machine.os} · {machine.arch}
              </Text>
            </Table.Td>
            <Table.Td>
              <MachineStatusMark status={machine.status} />
            </Table.Td>
            <Table.Td>
              {machine.person?.label ?? (
                <Text c="dimmed" span inherit>
                  enrolled by token
                </Text>
              )}
            </Table.Td>
            <Table.Td>
              {machine.agents.length === 0 ? '–' : machine.agents.map(({ agent }) => agentName(agent)).join(', ')}
            </Table.Td>
            <Table.Td>{machine.policyVersion === null ? 'none yet' : `v${String(machine.policyVersion)}`}</Table.Td>
            <Table.Td>
              <Ago at={machine.lastSeenAt} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function NoMachines() {
  const may = useMay();
  return (
    <Empty
      icon={<IconDevices size={22} />}
      title="No machine is enrolled yet"
      action={
        may('enrolment:create') && (
          <Button component={Link} to="/fleet/enrolment">
            Enrol machines
          </Button>
        )
      }
    >
      A developer runs “castellan login” and confirms a code here; or your device management enrols machines with a
      token.
    </Empty>
  );
}

function NoMatch({ onClear }: { onClear: () => void }) {
  return (
    <Empty
      icon={<IconDevices size={22} />}
      title="No machine matches"
      action={
        <Button variant="default" onClick={onClear}>
          Clear the filter
        </Button>
      }
    >
      Nothing in this organisation’s fleet fits what you filter by.
    </Empty>
  );
}
