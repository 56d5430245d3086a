import { Anchor, Button, Group, SegmentedControl, Select, Stack, Table, Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { useMay, useSession } from '../../app/session.js';
import { Ago } from '../../ui/ago.js';
import { EffectBadge } from '../../ui/effect.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { agentName, plural } from '../../ui/text.js';
import { storedDraft } from './draft.js';
import { PolicyNav } from './policy-nav.js';
import { currentPolicyQuery, replay, type Replayed } from './policy-queries.js';

const TIMES = [
  { value: '1', label: 'The last day' },
  { value: '7', label: 'The last week' },
  { value: '30', label: 'The last 30 days' },
  { value: '90', label: 'The last 90 days' },
];

/** What a change of the policy would have meant for what agents really did. */
export function ReplayPage() {
  const { org } = useSession();
  const may = useMay();
  const current = useQuery(currentPolicyQuery);
  const [draft] = useState(() => storedDraft(org.id));
  const [source, setSource] = useState(draft === null ? 'current' : 'draft');
  const [days, setDays] = useState('7');
  const run = useMutation({ mutationFn: replay });
  const policy = source === 'draft' && draft !== null ? draft : current.data;
  return (
    <Page
      title="Policy"
      lead="What a change would have meant for what agents really did. Nothing is published by asking."
    >
      <PolicyNav />
      {current.isError && <ProblemView error={current.error} onRetry={() => void current.refetch()} />}
      {current.isPending && <RowsSkeleton rows={4} />}
      {current.data === null && draft === null && (
        <Empty icon={<IconHistory size={22} />} title="There is no policy to ask yet">
          Write one in the editor; before you publish it, ask here what it would have changed.
        </Empty>
      )}
      {!may('audit:read') && (
        <Text size="sm" c="dimmed">
          To replay recorded calls you need the right to read the audit ledger.
        </Text>
      )}
      {policy !== undefined && policy !== null && may('audit:read') && (
        <Stack>
          <Group align="flex-end">
            {draft !== null && (
              <SegmentedControl
                aria-label="Policy"
                data={[
                  { value: 'draft', label: 'My changes' },
                  { value: 'current', label: 'In force' },
                ]}
                value={source}
                onChange={setSource}
              />
            )}
            <Select
              label="Calls of"
              data={TIMES}
              allowDeselect={false}
              value={days}
              onChange={(value) => setDays(value ?? '7')}
            />
            <Button
              loading={run.isPending}
              onClick={() => run.mutate({ text: policy.text, format: policy.format, days: Number(days) })}
            >
              Replay
            </Button>
          </Group>
          {draft === null && (
            <Text size="sm" c="dimmed">
              You have no unpublished changes in this tab, so the policy in force is asked.
            </Text>
          )}
          {run.isError && <ProblemView error={run.error} />}
          {run.data !== undefined && <Outcome replayed={run.data} />}
        </Stack>
      )}
    </Page>
  );
}

function Outcome({ replayed }: { replayed: Replayed }) {
  const changes = replayed.moves.filter(({ was, is }) => was !== is);
  const changedCalls = changes.reduce((sum, { calls }) => sum + calls, 0);
  return (
    <>
      <Panel
        title={
          changedCalls === 0
            ? `None of ${plural(replayed.replayed, 'call')} is answered otherwise`
            : `${plural(changedCalls, 'call')} of ${String(replayed.replayed)} answered otherwise`
        }
        note={
          replayed.unknown === 0
            ? undefined
            : `${plural(replayed.unknown, 'call')} cannot be asked: their content is not kept, or cannot be opened now.`
        }
      >
        {changes.length > 0 && (
          <Group gap="xl" role="list">
            {changes.map(({ was, is, calls }) => (
              <Group key={`${was} ${is}`} gap={6} role="listitem">
                <EffectBadge effect={was} />
                <span aria-label="becomes">→</span>
                <EffectBadge effect={is} />
                <Text size="sm" fw={600}>
                  {calls}
                </Text>
              </Group>
            ))}
          </Group>
        )}
      </Panel>
      {replayed.rules.length > 0 && <Rules rules={replayed.rules} />}
      {replayed.changed.length > 0 && <Calls calls={replayed.changed} />}
    </>
  );
}

function Rules({ rules }: { rules: Replayed['rules'] }) {
  return (
    <Panel flush title="Rules behind it">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Rule</Table.Th>
            <Table.Th>Calls answered stricter</Table.Th>
            <Table.Th>Calls answered milder</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rules.map(({ rule, stricter, milder }) => (
            <Table.Tr key={rule}>
              <Table.Td ff="monospace">{rule}</Table.Td>
              <Table.Td>{stricter}</Table.Td>
              <Table.Td>{milder}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

function Calls({ calls }: { calls: Replayed['changed'] }) {
  return (
    <Panel flush title="Calls" note="The latest hundred. Open one to see what was called.">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>When</Table.Th>
            <Table.Th>Who</Table.Th>
            <Table.Th>Agent</Table.Th>
            <Table.Th>Was</Table.Th>
            <Table.Th>Would be</Table.Th>
            <Table.Th>Because</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {calls.map(({ id, at, actor, agent, was, is, rules, reasons }) => (
            <Table.Tr key={id}>
              <Table.Td>
                <Anchor component={Link} to={`/audit?event=${id}`} size="sm">
                  <Ago at={at} />
                </Anchor>
              </Table.Td>
              <Table.Td>{actor}</Table.Td>
              <Table.Td>{agentName(agent)}</Table.Td>
              <Table.Td>
                <EffectBadge effect={was} />
              </Table.Td>
              <Table.Td>
                <EffectBadge effect={is} />
              </Table.Td>
              <Table.Td>
                <Text size="sm">{reasons[0] ?? '–'}</Text>
                <Text size="xs" c="dimmed" ff="monospace">
                  {rules[0]}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}
