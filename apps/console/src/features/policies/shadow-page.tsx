import { Anchor, Button, Group, Select, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconEye } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { useMay } from '../../app/session.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { exactly } from '../../ui/time.js';
import { PolicyNav } from './policy-nav.js';
import { shadowQuery, type ShadowSummary, shadowsQuery } from './shadow-queries.js';
import { ShadowResult } from './shadow-result.js';
import { StartShadowDialog } from './start-shadow-dialog.js';

/** Whom a draft would hit, counted by the machines themselves before it is published. */
export function ShadowPage() {
  const may = useMay();
  const [search, setSearch] = useSearchParams();
  const [isStarting, starting] = useDisclosure(false);
  const runs = useQuery(shadowsQuery);
  const newest = runs.data?.items[0];
  const id = search.get('run') ?? newest?.id;
  const isFree = newest?.state !== 'running';
  return (
    <Page
      title="Policy"
      lead="What a draft would have answered otherwise, counted by the machines that watch it. They obey the policy in force."
      actions={
        may('policy:shadow') && newest !== undefined && isFree ? (
          <Button onClick={starting.open}>Watch a draft</Button>
        ) : undefined
      }
    >
      <PolicyNav />
      {runs.isError && <ProblemView error={runs.error} onRetry={() => void runs.refetch()} />}
      {runs.isPending && <RowsSkeleton rows={4} />}
      {runs.data !== undefined && newest === undefined && (
        <Panel flush>
          <Empty
            icon={<IconEye size={22} />}
            title="No draft was watched in shadow yet"
            action={
              may('policy:shadow') ? (
                <Button onClick={starting.open}>Watch a draft</Button>
              ) : (
                <Anchor component={Link} to="/policy/drafts">
                  Open the drafts
                </Anchor>
              )
            }
          >
            A shadow shows the reach of a change before it binds anybody: every machine answers by the policy in force,
            asks the draft as well, and tells only how often they differ and by which rules. It works where no content
            leaves the machines, too.
          </Empty>
        </Panel>
      )}
      {runs.data !== undefined && id !== undefined && (
        <Stack>
          {runs.data.items.length > 1 && (
            <Select
              label="Run"
              allowDeselect={false}
              maw={460}
              data={runs.data.items.map((run) => ({ value: run.id, label: nameOf(run) }))}
              value={id}
              onChange={(value) => setSearch(value === null ? {} : { run: value })}
            />
          )}
          <Run id={id} />
        </Stack>
      )}
      <StartShadowDialog opened={isStarting} onClose={starting.close} />
    </Page>
  );
}

const nameOf = ({ draft, startsAt, state }: ShadowSummary): string =>
  `${draft.title}, revision ${String(draft.revision)}, ${exactly(startsAt)}${state === 'running' ? ' (running)' : ''}`;

function Run({ id }: { id: string }) {
  const run = useQuery(shadowQuery(id));
  if (run.isError) return <ProblemView error={run.error} onRetry={() => void run.refetch()} />;
  if (run.data === undefined)
    return (
      <Group>
        <Text size="sm" c="dimmed">
          Adding up …
        </Text>
      </Group>
    );
  return <ShadowResult run={run.data} />;
}
