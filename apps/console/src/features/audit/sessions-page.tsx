import { Anchor, Select, Table, Text } from '@mantine/core';
import { IconActivity } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { AgentSession } from '../../api/wire.js';
import { Ago } from '../../ui/ago.js';
import { EFFECT_ORDER, EffectMark } from '../../ui/effect.js';
import { MoreButton } from '../../ui/more-button.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { useSearchParam } from '../../ui/search-params.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { agentName, count } from '../../ui/text.js';
import { durationBetween } from '../../ui/time.js';
import { useSessions } from './audit-queries.js';
import classes from './sessions-page.module.css';

const AGENTS = ['claude-code', 'codex', 'gemini-cli', 'factory-droid', 'cursor', 'copilot-cli', 'opencode'].map(
  (value) => ({ value, label: agentName(value) }),
);

export function SessionsPage() {
  const [agent, setAgent] = useSearchParam('agent');
  const [person] = useSearchParam('person');
  const sessions = useSessions({ ...(agent !== '' && { agent }), ...(person !== '' && { person }) });
  return (
    <Page
      title="Sessions"
      lead="One run of one coding agent, from its first call to its last."
      actions={
        <Select
          aria-label="Agent"
          placeholder="Any agent"
          clearable
          clearButtonProps={{ 'aria-label': 'Clear' }}
          w={180}
          data={AGENTS}
          value={agent === '' ? null : agent}
          onChange={setAgent}
        />
      }
    >
      {sessions.isError && <ProblemView error={sessions.error} onRetry={() => void sessions.refetch()} />}
      {!sessions.isError && (
        <Panel flush>
          {sessions.items === undefined && <RowsSkeleton />}
          {sessions.items?.length === 0 && (
            <Empty icon={<IconActivity size={22} />} title="No sessions yet">
              A session appears with the first thing that an agent does on an enrolled machine.
            </Empty>
          )}
          {sessions.items !== undefined && sessions.items.length > 0 && <SessionTable sessions={sessions.items} />}
          <MoreButton query={sessions} />
        </Panel>
      )}
    </Page>
  );
}

function SessionTable({ sessions }: { sessions: readonly AgentSession[] }) {
  return (
    <Table highlightOnHover miw={720}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Started</Table.Th>
          <Table.Th>Agent</Table.Th>
          <Table.Th>Person</Table.Th>
          <Table.Th>Machine</Table.Th>
          <Table.Th>Lasted</Table.Th>
          <Table.Th>Decisions</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {sessions.map((session) => (
          <Table.Tr key={session.id}>
            <Table.Td>
              <Anchor component={Link} to={`/audit/sessions/${session.id}`} fw={540}>
                <Ago at={session.startedAt} />
              </Anchor>
            </Table.Td>
            <Table.Td>{agentName(session.agent)}</Table.Td>
            <Table.Td>
              {session.person?.label ?? (
                <Text span inherit c="dimmed">
                  not known
                </Text>
              )}
            </Table.Td>
            <Table.Td>{session.machine.label}</Table.Td>
            <Table.Td>{durationBetween(session.startedAt, session.lastAt)}</Table.Td>
            <Table.Td>
              <Counts counts={session.counts} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

export function Counts({ counts }: { counts: AgentSession['counts'] }) {
  return (
    <span className={classes.counts}>
      {EFFECT_ORDER.map((effect) => (
        <span key={effect} className={counts[effect] === 0 ? classes.zero : undefined} title={effect}>
          <EffectMark effect={effect} /> {count(counts[effect])}
          <span className={classes.words}> {effect}</span>
        </span>
      ))}
    </span>
  );
}
