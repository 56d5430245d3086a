import {
  Alert,
  Badge,
  Button,
  Group,
  List,
  Modal,
  SegmentedControl,
  Stack,
  Table,
  Text,
  Textarea,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconClockPause } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, told } from '../../api/client.js';
import { useMay, useSession } from '../../app/session.js';
import { ActionsHead } from '../../ui/actions-head.js';
import { Ago } from '../../ui/ago.js';
import { MoreButton } from '../../ui/more-button.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { ReasonDialog } from '../../ui/reason-dialog.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { dayOf } from '../../ui/time.js';
import { toastDone } from '../../ui/toast.js';
import { PolicyNav } from './policy-nav.js';
import { RequestWaiverDialog } from './request-waiver-dialog.js';
import { useWaivers, type Waiver, WAIVERS, type WaiverShow } from './waiver-queries.js';

const SHOWN: readonly { value: WaiverShow; label: string }[] = [
  { value: 'pending', label: 'Requests' },
  { value: 'running', label: 'Active' },
  { value: 'over', label: 'Over' },
];
const TEACHING: Readonly<Record<WaiverShow, readonly [title: string, text: string]>> = {
  pending: [
    'Nobody asks for an exception',
    'When a rule stands in the way of work that has to be done, ask for an exception: for whom, of which rules, until when. Somebody else approves it.',
  ],
  running: ['No exception counts now', 'Everybody obeys the policy as it is published.'],
  over: ['Nothing is over yet', 'Exceptions that were denied, ended or have expired are kept here.'],
};
const COLOURS: Readonly<Partial<Record<Waiver['state'], string>>> = { pending: 'or', active: 'vert', denied: 'gules' };

/** Exceptions from the policy: requests, those that count, and those that are over. */
export function WaiversPage() {
  const may = useMay();
  const [show, setShow] = useState<WaiverShow>('pending');
  const waivers = useWaivers(show, may('waiver:read'));
  const [isAsking, asking] = useDisclosure(false);
  const ask = may('waiver:request') && <Button onClick={asking.open}>Ask for an exception</Button>;
  const isEmpty = waivers.items?.length === 0;
  return (
    <Page
      wide
      title="Policy"
      lead="Exceptions with a reason and an end, approved by somebody else."
      actions={!isEmpty && ask}
    >
      <PolicyNav />
      <Stack>
        <SegmentedControl
          aria-label="Which exceptions"
          w="fit-content"
          data={[...SHOWN]}
          value={show}
          onChange={(value) => setShow(value)}
        />
        {waivers.isError && <ProblemView error={waivers.error} onRetry={() => void waivers.refetch()} />}
        {!waivers.isError && (
          <Panel flush>
            {waivers.isPending && <RowsSkeleton />}
            {isEmpty && (
              <Empty icon={<IconClockPause size={22} />} title={TEACHING[show][0]} action={ask}>
                {TEACHING[show][1]}
              </Empty>
            )}
            {waivers.items !== undefined && !isEmpty && <WaiverTable waivers={waivers.items} />}
            <MoreButton query={waivers} />
          </Panel>
        )}
      </Stack>
      {isAsking && <RequestWaiverDialog onClose={asking.close} />}
    </Page>
  );
}

function WaiverTable({ waivers }: { waivers: readonly Waiver[] }) {
  return (
    <Table miw={820}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>For</Table.Th>
          <Table.Th>Rules</Table.Th>
          <Table.Th>State</Table.Th>
          <Table.Th>Because</Table.Th>
          <Table.Th>Until</Table.Th>
          <ActionsHead />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {waivers.map((waiver) => (
          <Table.Tr key={waiver.id}>
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
                {waiver.bounds !== null && `, within ${boundsInWords(waiver.bounds)}`}
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
            <Table.Td>{waiver.reason}</Table.Td>
            <Table.Td>{dayOf(waiver.expiresAt)}</Table.Td>
            <Table.Td ta="right">
              <Acts waiver={waiver} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

const boundsInWords = (bounds: Readonly<Record<string, string | readonly string[]>>): string =>
  Object.entries(bounds)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : value.join(' ')}`)
    .join('; ');

/** Nobody decides on her own request; she may take it back. */
function Acts({ waiver }: { waiver: Waiver }) {
  const queries = useQueryClient();
  const may = useMay();
  const isOwn = useSession().person.id === waiver.requester.id;
  const [isDeciding, deciding] = useDisclosure(false);
  const [isEnding, ending] = useDisclosure(false);
  const refresh = () => queries.invalidateQueries({ queryKey: WAIVERS });
  const params = { path: { id: waiver.id } };
  const withdraw = useMutation({
    mutationFn: () => told(api.POST('/api/v1/policy/waivers/{id}/withdrawal', { params })),
    onSuccess: () => {
      toastDone('It is taken back.');
      return refresh();
    },
  });
  const end = useMutation({
    mutationFn: (reason: string) => told(api.POST('/api/v1/policy/waivers/{id}/end', { params, body: { reason } })),
    onSuccess: () => {
      ending.close();
      toastDone('The exception is over. Machines obey the rules again within a second.');
      return refresh();
    },
  });
  const isRunning = waiver.state === 'active' || waiver.state === 'scheduled';
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap">
      {waiver.mayDecide && may('waiver:approve') && (
        <Button
          size="compact-xs"
          onClick={deciding.open}
          aria-label={`Decide on the exception for ${waiver.subject.label}`}
        >
          Decide
        </Button>
      )}
      {isOwn && (waiver.state === 'pending' || isRunning) && (
        <Button
          size="compact-xs"
          variant="default"
          loading={withdraw.isPending}
          onClick={() => withdraw.mutate()}
          aria-label={`Take back the exception for ${waiver.subject.label}`}
        >
          Take back
        </Button>
      )}
      {!isOwn && isRunning && may('waiver:approve') && (
        <Button
          size="compact-xs"
          variant="default"
          onClick={ending.open}
          aria-label={`End the exception for ${waiver.subject.label}`}
        >
          End now
        </Button>
      )}
      {isDeciding && <DecideDialog waiver={waiver} onClose={deciding.close} />}
      <ReasonDialog
        opened={isEnding}
        onClose={ending.close}
        title="End the exception now?"
        act="End"
        pending={end.isPending}
        error={end.error}
        onConfirm={(reason) => end.mutate(reason)}
      >
        The rules hold again for {waiver.subject.label}, everywhere within a second.
      </ReasonDialog>
    </Group>
  );
}

function DecideDialog({ waiver, onClose }: { waiver: Waiver; onClose: () => void }) {
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const decide = useMutation({
    mutationFn: (decision: 'approved' | 'denied') =>
      told(
        api.POST('/api/v1/policy/waivers/{id}/decision', {
          params: { path: { id: waiver.id } },
          body: { decision, reason: reason.trim() },
        }),
      ),
    onSuccess: async (_, decision) => {
      onClose();
      toastDone(decision === 'approved' ? 'The exception is approved.' : 'The request is denied.');
      await queries.invalidateQueries({ queryKey: WAIVERS });
    },
  });
  return (
    <Modal opened onClose={onClose} title={`An exception for ${waiver.subject.label}?`}>
      <Stack>
        <Text size="sm">
          {waiver.requester.label} asks that <code>{waiver.rules.join(', ')}</code> be answered {waiver.effect} until{' '}
          {dayOf(waiver.expiresAt)}, because: “{waiver.reason}”
        </Text>
        {waiver.notes.length > 0 && (
          <Alert color="or" title="Know before you decide">
            <List size="sm">
              {waiver.notes.map((note) => (
                <List.Item key={note}>{note}</List.Item>
              ))}
            </List>
          </Alert>
        )}
        <Textarea
          label="What you have to say to it"
          data-autofocus
          autosize
          minRows={2}
          maxLength={1_000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {decide.isError && <ProblemView error={decide.error} />}
        <Group justify="flex-end">
          <Button variant="default" loading={decide.isPending} onClick={() => decide.mutate('denied')}>
            Deny
          </Button>
          <Button loading={decide.isPending} onClick={() => decide.mutate('approved')}>
            Approve
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
