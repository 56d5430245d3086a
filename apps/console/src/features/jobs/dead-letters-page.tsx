import { Button, Code, Table, Text } from '@mantine/core';
import { IconMailCheck } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { useMay } from '../../app/session.js';
import { ActionsHead } from '../../ui/actions-head.js';
import { Ago } from '../../ui/ago.js';
import { MoreButton } from '../../ui/more-button.js';
import { Page } from '../../ui/page.js';
import { at, usePages } from '../../ui/pages-query.js';
import { Panel } from '../../ui/panel.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import classes from './dead-letters-page.module.css';

const KEY = ['dead-jobs'];

export function DeadLettersPage() {
  const may = useMay();
  const queries = useQueryClient();
  const jobs = usePages(KEY, (cursor) => told(api.GET('/api/v1/jobs/dead', { params: { query: at(cursor) } })));
  const retry = useMutation({
    mutationFn: (id: string) => told(api.POST('/api/v1/jobs/dead/{id}/retry', { params: { path: { id } } })),
    onSuccess: async () => {
      toastDone('The job will be tried again.');
      await queries.invalidateQueries({ queryKey: KEY });
    },
  });
  const failure = jobs.error ?? retry.error;
  return (
    <Page
      title="Dead letters"
      lead="Background work that failed every time it was tried. Mend the cause, then let it be tried again."
    >
      {failure !== null && <ProblemView error={failure} onRetry={() => void jobs.refetch()} />}
      {!jobs.isError && (
        <Panel flush>
          {jobs.isPending && <RowsSkeleton rows={4} />}
          {jobs.items?.length === 0 && (
            <Empty icon={<IconMailCheck size={22} />} title="Nothing was given up">
              All background work of this organisation is done, or still being tried.
            </Empty>
          )}
          {jobs.items !== undefined && jobs.items.length > 0 && (
            <Table miw={720}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Job</Table.Th>
                  <Table.Th>What went wrong</Table.Th>
                  <Table.Th>Tried</Table.Th>
                  <Table.Th>Given up</Table.Th>
                  <ActionsHead />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {jobs.items.map((job) => (
                  <Table.Tr key={job.id} className={classes.row}>
                    <Table.Td>
                      <Code>{job.name}</Code>
                    </Table.Td>
                    <Table.Td className={classes.error}>{job.error}</Table.Td>
                    <Table.Td>{job.attempts} times</Table.Td>
                    <Table.Td>
                      <Ago at={job.failedAt} />
                      <Text size="xs" c="dimmed">
                        added <Ago at={job.addedAt} />
                      </Text>
                    </Table.Td>
                    <Table.Td ta="right">
                      {may('job:retry') && (
                        <Button
                          size="compact-xs"
                          variant="default"
                          loading={retry.isPending && retry.variables === job.id}
                          onClick={() => retry.mutate(job.id)}
                          aria-label={`Try ${job.name} again`}
                        >
                          Try again
                        </Button>
                      )}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )}
          <MoreButton query={jobs} />
        </Panel>
      )}
    </Page>
  );
}
