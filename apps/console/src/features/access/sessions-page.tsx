import { Badge, Button, Group, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDeviceDesktop } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { useMay, useSession } from '../../app/session.js';
import { ActionsHead } from '../../ui/actions-head.js';
import { Ago } from '../../ui/ago.js';
import { MoreButton } from '../../ui/more-button.js';
import { Page } from '../../ui/page.js';
import { at, usePages } from '../../ui/pages-query.js';
import { Panel } from '../../ui/panel.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { plural } from '../../ui/text.js';
import { toastDone } from '../../ui/toast.js';
import { browserOf } from '../identity/user-agent.js';
import { PeopleNav } from './people-nav.js';
import { SessionPolicyDialog } from './session-policy-dialog.js';

const KEY = ['member-sessions'];
const load = (cursor: string | undefined) => told(api.GET('/api/v1/sessions', { params: { query: at(cursor) } }));
type MemberSession = Awaited<ReturnType<typeof load>>['items'][number];

/** Where members are signed in, and the way to end it. */
export function MemberSessionsPage() {
  const may = useMay();
  const sessions = usePages(KEY, load);
  const [isRuling, ruling] = useDisclosure(false);
  return (
    <Page
      title="Members"
      lead="Browsers in which members are signed in. What is ended here is over everywhere within a second."
      actions={
        may('org:update') && (
          <Button variant="default" onClick={ruling.open}>
            How long sessions last
          </Button>
        )
      }
    >
      <PeopleNav />
      {sessions.isError && <ProblemView error={sessions.error} onRetry={() => void sessions.refetch()} />}
      {!sessions.isError && (
        <Panel flush>
          {sessions.isPending && <RowsSkeleton />}
          {sessions.items?.length === 0 && (
            <Empty icon={<IconDeviceDesktop size={22} />} title="Nobody is signed in">
              A session appears here when a member signs in at the console, with where from and how she proved it.
            </Empty>
          )}
          {sessions.items !== undefined && sessions.items.length > 0 && <SessionTable sessions={sessions.items} />}
          <MoreButton query={sessions} />
        </Panel>
      )}
      {isRuling && <SessionPolicyDialog onClose={ruling.close} />}
    </Page>
  );
}

function SessionTable({ sessions }: { sessions: readonly MemberSession[] }) {
  const { person: me } = useSession();
  return (
    <Table miw={760}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Person</Table.Th>
          <Table.Th>Browser</Table.Th>
          <Table.Th>Address</Table.Th>
          <Table.Th>Signed in</Table.Th>
          <Table.Th>Last seen</Table.Th>
          <ActionsHead />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {sessions.map((session) => (
          <Table.Tr key={session.id}>
            <Table.Td>
              {session.person.name}
              {session.person.id === me.id && (
                <Text span size="xs" c="dimmed">
                  {' '}
                  (you)
                </Text>
              )}
              <Text size="xs" c="dimmed">
                {session.person.email}
              </Text>
            </Table.Td>
            <Table.Td>
              {session.isElsewhere ? (
                <Badge variant="light" color="gray" tt="none" fw={560}>
                  in another organisation
                </Badge>
              ) : (
                browserOf(session.userAgent)
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
              <Acts session={session} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Acts({ session: { id, person } }: { session: MemberSession }) {
  const queries = useQueryClient();
  const may = useMay();
  const end = useMutation({
    mutationFn: () => told(api.DELETE('/api/v1/sessions/{id}', { params: { path: { id } } })),
    onSuccess: async () => {
      toastDone('That session is ended.');
      await queries.invalidateQueries({ queryKey: KEY });
    },
  });
  const endAll = useMutation({
    mutationFn: () =>
      told(api.POST('/api/v1/members/{personId}/end-sessions', { params: { path: { personId: person.id } } })),
    onSuccess: async ({ ended }) => {
      toastDone(`${plural(ended, 'session of', 'sessions of')} ${person.name} ended.`);
      await queries.invalidateQueries({ queryKey: KEY });
    },
  });
  if (!may('session:end')) return null;
  const error = end.error ?? endAll.error;
  return (
    <>
      <Group gap={4} justify="flex-end" wrap="nowrap">
        <Button
          size="compact-xs"
          variant="default"
          loading={end.isPending}
          onClick={() => end.mutate()}
          aria-label={`End this session of ${person.name}`}
        >
          End
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          c="var(--c-reject-ink)"
          loading={endAll.isPending}
          onClick={() => endAll.mutate()}
          aria-label={`End all sessions of ${person.name}`}
        >
          End all
        </Button>
      </Group>
      {error !== null && <ProblemView error={error} />}
    </>
  );
}
