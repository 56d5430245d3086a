import { Badge, Button, Group, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { useMay, useSession } from '../../app/session.js';
import { ActionsHead } from '../../ui/actions-head.js';
import { Ago } from '../../ui/ago.js';
import { ReasonDialog } from '../../ui/reason-dialog.js';
import { toastDone } from '../../ui/toast.js';
import { DecideWaiverDialog } from './decide-waiver-dialog.js';
import { boundsInWords } from './waiver-bounds.js';
import { type Waiver, WAIVERS } from './waiver-queries.js';

const COLOURS: Readonly<Partial<Record<Waiver['state'], string>>> = { pending: 'or', active: 'vert', denied: 'gules' };

/** Exceptions with what becomes of them, and what can be done about each. */
export function WaiverTable({ waivers }: { waivers: readonly Waiver[] }) {
  return (
    <Table miw={820}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>For</Table.Th>
          <Table.Th>Rules</Table.Th>
          <Table.Th>State</Table.Th>
          <Table.Th>Because</Table.Th>
          <Table.Th>End</Table.Th>
          <ActionsHead />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {waivers.map((waiver) => (
          <Row key={waiver.id} waiver={waiver} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

const Row = ({ waiver }: { waiver: Waiver }) => (
  <Table.Tr>
    <Table.Td>
      {waiver.subject.label}
      <Text size="xs" c="dimmed">
        {waiver.subject.kind}, asked by {waiver.requester.label} <Ago at={waiver.requestedAt} />
      </Text>
    </Table.Td>
    <Table.Td>
      <code>{waiver.rules.join(', ')}</code>
      <Text size="xs" c="dimmed">
        answered {waiver.effect}
        {waiver.bounds !== null && `, only ${boundsInWords(waiver.bounds)}`}
      </Text>
    </Table.Td>
    <Table.Td>
      <Badge miw="max-content" variant="light" color={COLOURS[waiver.state] ?? 'gray'} tt="none" fw={560}>
        {waiver.state}
      </Badge>
      {waiver.decidedBy !== null && (
        <Text size="xs" c="dimmed">
          by {waiver.decidedBy}
        </Text>
      )}
    </Table.Td>
    <Table.Td maw={320}>
      {waiver.reason}
      {waiver.decisionReason !== null && waiver.decisionReason !== '' && (
        <Text size="xs" c="dimmed">
          “{waiver.decisionReason}”
        </Text>
      )}
    </Table.Td>
    <Table.Td>
      <Ago at={waiver.endedAt ?? waiver.expiresAt} />
    </Table.Td>
    <Table.Td ta="right">
      <Acts waiver={waiver} />
    </Table.Td>
  </Table.Tr>
);

/** Nobody decides on her own request; she may take it back. */
function Acts({ waiver }: { waiver: Waiver }) {
  const may = useMay();
  const isOwn = useSession().person.id === waiver.requester.id;
  const isRunning = waiver.state === 'active' || waiver.state === 'scheduled';
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap">
      {waiver.mayDecide && may('waiver:approve') && <Decide waiver={waiver} />}
      {isOwn && (waiver.state === 'pending' || isRunning) && <TakeBack waiver={waiver} />}
      {!isOwn && isRunning && may('waiver:approve') && <EndNow waiver={waiver} />}
    </Group>
  );
}

function Decide({ waiver }: { waiver: Waiver }) {
  const [isOpen, dialog] = useDisclosure(false);
  return (
    <>
      <Button
        size="compact-xs"
        onClick={dialog.open}
        aria-label={`Decide on the exception for ${waiver.subject.label}`}
      >
        Decide
      </Button>
      {isOpen && <DecideWaiverDialog waiver={waiver} onClose={dialog.close} />}
    </>
  );
}

const paramsOf = ({ id }: Waiver) => ({ path: { id } });

function TakeBack({ waiver }: { waiver: Waiver }) {
  const queries = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () => told(api.POST('/api/v1/policy/waivers/{id}/withdrawal', { params: paramsOf(waiver) })),
    onSuccess: () => {
      toastDone('It is taken back.');
      return queries.invalidateQueries({ queryKey: WAIVERS });
    },
  });
  return (
    <Button
      size="compact-xs"
      variant="default"
      loading={withdraw.isPending}
      onClick={() => withdraw.mutate()}
      aria-label={`Take back the exception for ${waiver.subject.label}`}
    >
      Take back
    </Button>
  );
}

function EndNow({ waiver }: { waiver: Waiver }) {
  const queries = useQueryClient();
  const [isOpen, dialog] = useDisclosure(false);
  const end = useMutation({
    mutationFn: (reason: string) =>
      told(api.POST('/api/v1/policy/waivers/{id}/end', { params: paramsOf(waiver), body: { reason } })),
    onSuccess: () => {
      dialog.close();
      toastDone('The exception is over. Machines obey the rules again within a second.');
      return queries.invalidateQueries({ queryKey: WAIVERS });
    },
  });
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        onClick={dialog.open}
        aria-label={`End the exception for ${waiver.subject.label}`}
      >
        End now
      </Button>
      <ReasonDialog
        opened={isOpen}
        onClose={dialog.close}
        title="End the exception now?"
        act="End"
        pending={end.isPending}
        error={end.error}
        onConfirm={(reason) => end.mutate(reason)}
      >
        The rules hold again for {waiver.subject.label}, everywhere within a second.
      </ReasonDialog>
    </>
  );
}
