import { Anchor, Button, Group, Progress, Stack, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { useMay } from '../../app/session.js';
import { Ago } from '../../ui/ago.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { EffectBadge } from '../../ui/effect.js';
import { Facts } from '../../ui/facts.js';
import { Panel } from '../../ui/panel.js';
import { agentName, count, plural } from '../../ui/text.js';
import { exactly } from '../../ui/time.js';
import { toastDone } from '../../ui/toast.js';
import { draftQuery } from './draft-queries.js';
import { ShadowChart } from './shadow-chart.js';
import { type ShadowView, useStopShadow } from './shadow-queries.js';

/** What machines have counted in one run. */
export function ShadowResult({ run }: { run: ShadowView }) {
  const differing = run.stricter + run.milder;
  return (
    <Stack>
      <Panel
        title={`“${run.draft.title}”, revision ${String(run.draft.revision)}`}
        note={<Standing run={run} />}
        actions={<Acts run={run} />}
      >
        <Reported run={run} />
        <Facts
          rows={[
            ['Answered otherwise', rateOf(differing, run.compared)],
            ['More strictly', count(run.stricter)],
            ['More mildly', count(run.milder)],
            ['People it would hit', `${count(run.peopleHit)}, on ${plural(run.machines.hit, 'machine')}`],
            ...(run.skipped > 0 ? [['Not comparable', plural(run.skipped, 'call')] as const] : []),
          ]}
        />
        {run.skipped > 0 && (
          <Text size="sm" c="dimmed" mt="xs">
            Calls are not comparable where the policy in force would answer otherwise now than it did then: inside a
            project whose own policy decided, because machines compare what holds outside of projects; where a link or
            the policy has changed since; where the text was cut from the record. They count neither way.
          </Text>
        )}
      </Panel>
      {run.hours.length > 0 && (
        <Panel title="Calls answered otherwise">
          <ShadowChart hours={run.hours} />
        </Panel>
      )}
      {run.differences.length > 0 && <Differences run={run} />}
      {run.agents.length > 0 && (
        <Panel flush title="By coding agent">
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Agent</Table.Th>
                <Table.Th>Calls answered otherwise</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {run.agents.map(({ agent, calls }) => (
                <Table.Tr key={agent}>
                  <Table.Td>{agentName(agent)}</Table.Td>
                  <Table.Td className="numbers">{count(calls)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Panel>
      )}
    </Stack>
  );
}

const rateOf = (differing: number, compared: number): string =>
  compared === 0
    ? 'no call was compared yet'
    : `${count(differing)} of ${plural(compared, 'call')} (${((differing / compared) * 100).toFixed(1)} %)`;

function Standing({ run }: { run: ShadowView }) {
  const whose = `${String(run.share)} % of ${run.group === null ? 'all machines' : `the machines of ${run.group.name}`}`;
  const since = (
    <>
      {whose}, beside version {run.besideVersion}; begun <Ago at={run.startsAt} /> by {run.startedBy}.{' '}
    </>
  );
  if (run.state === 'running')
    return (
      <>
        {since}Watched until {exactly(run.endsAt)}.
      </>
    );
  const ends = {
    stopped: 'It was stopped',
    published: 'The draft was published',
    discarded: 'The draft was discarded',
  };
  return (
    <>
      {since}
      {run.stopped === null ? 'It came to its end' : ends[run.stopped.why]} <Ago at={run.stopped?.at ?? run.endsAt} />.
    </>
  );
}

function Reported({ run }: { run: ShadowView }) {
  const { chosen, reported } = run.machines;
  return (
    <div>
      <Text size="sm" mb={4}>
        {count(reported)} of {plural(chosen, 'machine')} have reported.
        {reported === 0 && ' A machine reports within a minute of its next call.'}
      </Text>
      <Progress
        mb="md"
        value={chosen === 0 ? 0 : (reported / chosen) * 100}
        aria-label={`${String(reported)} of ${String(chosen)} machines have reported`}
      />
    </div>
  );
}

function Acts({ run }: { run: ShadowView }) {
  const may = useMay();
  const stop = useStopShadow();
  const [isStopping, stopping] = useDisclosure(false);
  const draft = useQuery({ ...draftQuery(run.draft.id), retry: false });
  const isLiving = draft.data !== undefined && draft.data.version === null && draft.data.state !== 'discarded';
  return (
    <Group gap="xs">
      {isLiving && (
        <Button component={Link} size="xs" to={`/policy/drafts/${run.draft.id}`}>
          {draft.data.revision === run.draft.revision ? 'Open the draft to publish it' : 'Open the draft'}
        </Button>
      )}
      {run.state === 'running' && may('policy:shadow') && (
        <Button size="xs" variant="default" onClick={stopping.open}>
          Stop watching
        </Button>
      )}
      <ConfirmDialog
        opened={isStopping}
        onClose={stopping.close}
        title="Stop watching?"
        act="Stop"
        pending={stop.isPending}
        error={stop.error}
        onConfirm={() =>
          stop.mutate(run.id, {
            onSuccess: () => {
              stopping.close();
              toastDone('The draft is watched no more. What was counted stays.');
            },
          })
        }
      >
        Machines forget the draft within minutes. What was counted stays.
      </ConfirmDialog>
    </Group>
  );
}

function Differences({ run }: { run: ShadowView }) {
  return (
    <Panel
      flush
      title="By rule"
      note="Most calls first. A rule leads to its place in the draft; “other” sums up rules beyond those told apart."
    >
      <Table miw={720}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Would be</Table.Th>
            <Table.Th>Was</Table.Th>
            <Table.Th>Calls</Table.Th>
            <Table.Th>People</Table.Th>
            <Table.Th>Machines</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {run.differences.map(({ live, shadow, liveRules, shadowRules, calls, people, machines }) => (
            <Table.Tr key={[live, shadow, ...liveRules, '>', ...shadowRules].join(' ')}>
              <Table.Td>
                <EffectBadge effect={shadow} />
                <Rules rules={shadowRules} draftId={run.draft.id} />
              </Table.Td>
              <Table.Td>
                <EffectBadge effect={live} />
                <Rules rules={liveRules} />
              </Table.Td>
              <Table.Td className="numbers">{count(calls)}</Table.Td>
              <Table.Td className="numbers">{count(people)}</Table.Td>
              <Table.Td className="numbers">{count(machines)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

const NOT_WRITTEN = /^(?:default|otherwise|builtin|waiver)\/|^other$/;

function Rules({ rules, draftId }: { rules: readonly string[]; draftId?: string }) {
  return rules.map((rule) => (
    <Text key={rule} size="xs" ff="monospace">
      {draftId === undefined || NOT_WRITTEN.test(rule) ? (
        rule
      ) : (
        <Anchor component={Link} inherit to={`/policy/drafts/${draftId}?rule=${encodeURIComponent(rule)}`}>
          {rule}
        </Anchor>
      )}
    </Text>
  ));
}
