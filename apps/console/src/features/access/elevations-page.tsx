import { Badge, Button, Group, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconClockHour4 } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay, useSession } from '../../app/session.js';
import { ActionsHead } from '../../ui/actions-head.js';
import { Ago } from '../../ui/ago.js';
import { MoreButton } from '../../ui/more-button.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { minutesInWords } from '../../ui/time.js';
import { toastDone } from '../../ui/toast.js';
import { useRoleTitle } from './access-queries.js';
import { DecideElevationDialog } from './decide-elevation-dialog.js';
import { type Elevation, ELEVATIONS, endElevation, useElevations } from './elevation-queries.js';
import { ElevationRulesDialog } from './elevation-rules-dialog.js';
import { PeopleNav } from './people-nav.js';
import { RequestElevationDialog } from './request-elevation-dialog.js';

const STATES: Readonly<Record<Elevation['state'], readonly [words: string, colour: string]>> = {
  pending: ['Waits for a decision', 'or'],
  running: ['Has the role', 'vert'],
  over: ['Over', 'gray'],
  rejected: ['Rejected', 'gules'],
  withdrawn: ['Withdrawn', 'gray'],
  lapsed: ['Lapsed', 'gray'],
};

export function ElevationsPage() {
  const may = useMay();
  const elevations = useElevations();
  const [isAsking, asking] = useDisclosure(false);
  const [deciding, setDeciding] = useState<Elevation | null>(null);
  const [isRuling, ruling] = useDisclosure(false);
  const ask = may('elevation:request') && <Button onClick={asking.open}>Ask for a role</Button>;
  const isEmpty = elevations.items?.length === 0;
  return (
    <Page
      title="Members"
      lead="More rights when they are needed, with a reason, approved by somebody else, and over by themselves."
      actions={
        <>
          <Button variant="default" onClick={ruling.open}>
            Rules
          </Button>
          {!isEmpty && ask}
        </>
      }
    >
      <PeopleNav />
      {elevations.isError && <ProblemView error={elevations.error} onRetry={() => void elevations.refetch()} />}
      {!elevations.isError && (
        <Panel flush>
          {elevations.isPending && <RowsSkeleton />}
          {isEmpty && (
            <Empty icon={<IconClockHour4 size={22} />} title="Nobody has asked for a role" action={ask}>
              Give people the role of every day, and let them ask for more when something has to be done: nobody holds
              rights that she does not use.
            </Empty>
          )}
          {elevations.items !== undefined && !isEmpty && (
            <ElevationTable elevations={elevations.items} onDecide={setDeciding} />
          )}
          <MoreButton query={elevations} />
        </Panel>
      )}
      {isRuling && <ElevationRulesDialog onClose={ruling.close} />}
      <RequestElevationDialog opened={isAsking} onClose={asking.close} />
      {deciding !== null && <DecideElevationDialog elevation={deciding} onClose={() => setDeciding(null)} />}
    </Page>
  );
}

interface ElevationTableProps {
  elevations: readonly Elevation[];
  onDecide: (elevation: Elevation) => void;
}

function ElevationTable({ elevations, onDecide }: ElevationTableProps) {
  const roleTitle = useRoleTitle();
  return (
    <Table miw={760}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Person</Table.Th>
          <Table.Th>Role</Table.Th>
          <Table.Th>State</Table.Th>
          <Table.Th>Because</Table.Th>
          <Table.Th>Asked</Table.Th>
          <ActionsHead />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {elevations.map((elevation) => (
          <Table.Tr key={elevation.id}>
            <Table.Td>{elevation.person.label}</Table.Td>
            <Table.Td>
              {roleTitle(elevation.role)}
              <Text size="xs" c="dimmed">
                for {minutesInWords(elevation.minutes)}
              </Text>
            </Table.Td>
            <Table.Td>
              <Badge variant="light" color={STATES[elevation.state][1]} tt="none" fw={560}>
                {STATES[elevation.state][0]}
              </Badge>
              {elevation.state === 'running' && elevation.endsAt !== null && (
                <Text size="xs" c="dimmed">
                  ends <Ago at={elevation.endsAt} />
                </Text>
              )}
              {elevation.decidedBy !== null && (
                <Text size="xs" c="dimmed">
                  by {elevation.decidedBy}
                </Text>
              )}
            </Table.Td>
            <Table.Td>{elevation.reason}</Table.Td>
            <Table.Td>
              <Ago at={elevation.requestedAt} />
            </Table.Td>
            <Table.Td ta="right">
              <Acts elevation={elevation} onDecide={onDecide} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** Nobody decides on her own request; she may take it back. */
function Acts({ elevation, onDecide }: { elevation: Elevation; onDecide: (elevation: Elevation) => void }) {
  const queries = useQueryClient();
  const may = useMay();
  const isOwn = useSession().person.id === elevation.person.id;
  const end = useMutation({
    mutationFn: () => endElevation(elevation.id),
    onSuccess: async () => {
      toastDone(elevation.state === 'running' ? 'The role is over.' : 'The request was taken back.');
      await Promise.all([ELEVATIONS, ['me'], ['members']].map((queryKey) => queries.invalidateQueries({ queryKey })));
    },
  });
  const { label } = elevation.person;
  const role = useRoleTitle()(elevation.role);
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap">
      {elevation.mayDecide && (
        <Button
          size="compact-xs"
          onClick={() => onDecide(elevation)}
          aria-label={`Decide on the request of ${label} for ${role}`}
        >
          Decide
        </Button>
      )}
      {(elevation.state === 'running' || (elevation.state === 'pending' && isOwn)) && (isOwn || may('role:update')) && (
        <Button
          size="compact-xs"
          variant="default"
          loading={end.isPending}
          onClick={() => end.mutate()}
          aria-label={`End the role ${role} of ${label}`}
        >
          {elevation.state === 'running' ? 'End now' : 'Take back'}
        </Button>
      )}
    </Group>
  );
}
