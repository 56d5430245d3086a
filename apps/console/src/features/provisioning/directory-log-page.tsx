import { Badge, Button, Group, SegmentedControl, Table, Text } from '@mantine/core';
import { IconListDetails } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { useMay } from '../../app/session.js';
import { ActionsHead } from '../../ui/actions-head.js';
import { Ago } from '../../ui/ago.js';
import { MoreButton } from '../../ui/more-button.js';
import { usePages } from '../../ui/pages-query.js';
import { Panel } from '../../ui/panel.js';
import { SearchBox } from '../../ui/search-box.js';
import { useSearchParam } from '../../ui/search-params.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import { DirectoryFrame } from './directory-frame.js';
import { DIRECTORIES, directoryLog, type LogEntry, replay } from './directory-queries.js';

const ACTS: Readonly<Record<string, string>> = {
  POST: 'Added',
  PUT: 'Replaced',
  PATCH: 'Changed',
  DELETE: 'Removed',
  GET: 'Asked',
};

export function DirectoryLogPage() {
  const { id = '' } = useParams();
  const [search, setSearch] = useSearchParam('q');
  const [outcome, setOutcome] = useSearchParam('outcome');
  const isRefused = outcome === 'refused';
  const entries = usePages([...DIRECTORIES, id, 'log', search, outcome], (cursor) =>
    directoryLog(id, { search, isRefused }, cursor),
  );
  return (
    <DirectoryFrame id={id}>
      <Group mb="md">
        <SearchBox label="Search by name, id or request" value={search} onChange={setSearch} />
        <SegmentedControl
          aria-label="Outcome"
          data={[
            { value: 'all', label: 'All' },
            { value: 'refused', label: 'Refused' },
          ]}
          value={isRefused ? 'refused' : 'all'}
          onChange={(value) => setOutcome(value === 'refused' ? value : null)}
        />
      </Group>
      {entries.isError && <ProblemView error={entries.error} onRetry={() => void entries.refetch()} />}
      {!entries.isError && (
        <Panel flush>
          {entries.isPending && <RowsSkeleton />}
          {entries.items?.length === 0 && (
            <Empty icon={<IconListDetails size={22} />} title={isRefused ? 'Nothing was refused' : 'Nothing yet'}>
              Each change that the directory asks for stands here for ninety days, and why it was refused if it was.
            </Empty>
          )}
          {entries.items !== undefined && entries.items.length > 0 && <Entries id={id} entries={entries.items} />}
          <MoreButton query={entries} />
        </Panel>
      )}
    </DirectoryFrame>
  );
}

function Entries({ id, entries }: { id: string; entries: readonly LogEntry[] }) {
  return (
    <Table miw={820}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>When</Table.Th>
          <Table.Th>What</Table.Th>
          <Table.Th>Outcome</Table.Th>
          <Table.Th>Details</Table.Th>
          <ActionsHead />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {entries.map((entry) => (
          <Table.Tr key={entry.id}>
            <Table.Td>
              <Ago at={entry.at} />
            </Table.Td>
            <Table.Td>
              {ACTS[entry.method] ?? entry.method} {entry.label ?? entry.resourceId ?? entry.resource}
              <Text size="xs" c="dimmed">
                {entry.resource}
              </Text>
            </Table.Td>
            <Table.Td>
              <Badge variant="light" color={entry.status < 400 ? 'vert' : 'gules'} tt="none" fw={560} miw="max-content">
                {entry.status < 400 ? 'Done' : `Refused (${entry.status})`}
              </Badge>
            </Table.Td>
            <Table.Td>
              {entry.detail}
              {entry.changes.map(({ attribute, before, after }) => (
                <Text key={attribute} size="xs">
                  <code>{attribute}</code>: {before ?? '–'} → {after ?? '–'}
                </Text>
              ))}
              {entry.replayedAt !== null && (
                <Text size="xs" c="dimmed">
                  tried again with success <Ago at={entry.replayedAt} />
                </Text>
              )}
            </Table.Td>
            <Table.Td ta="right">
              <Replay id={id} entry={entry} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Replay({ id, entry }: { id: string; entry: LogEntry }) {
  const may = useMay();
  const queries = useQueryClient();
  const again = useMutation({
    mutationFn: () => replay(id, entry.id),
    onSuccess: async ({ status, detail }) => {
      toastDone(status < 400 ? 'It succeeded this time.' : `It was refused again: ${detail ?? status}`);
      await queries.invalidateQueries({ queryKey: DIRECTORIES });
    },
  });
  if (!entry.canReplay || !may('directory:manage')) return null;
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        loading={again.isPending}
        onClick={() => again.mutate()}
        aria-label={`Try again: ${ACTS[entry.method] ?? entry.method} ${entry.label ?? entry.resource}`}
      >
        Try again
      </Button>
      {again.isError && <ProblemView error={again.error} />}
    </>
  );
}
