import { Accordion, Badge, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Ago } from '../../ui/ago.js';
import { Panel } from '../../ui/panel.js';
import { ProblemView } from '../../ui/states.js';
import type { Connection, ConnectionTest } from './connection.js';
import type { ConnectionDesk } from './connection-desk.js';
import { testsQuery } from './connection-queries.js';
import { TestResult } from './test-result.js';
import { TestStep } from './test-step.js';

const STATES: Readonly<Record<ConnectionTest['state'], readonly [words: string, colour: string]>> = {
  running: ['Not finished', 'gray'],
  passed: ['Passed', 'vert'],
  failed: ['Failed', 'gules'],
};

/** Tests of a connection, that of now and those of before. */
export function TestsPanel({ desk, connection }: { desk: ConnectionDesk; connection: Connection }) {
  const tests = useQuery(testsQuery(connection.id));
  const former = tests.data?.items ?? [];
  return (
    <Panel title="Test" note={connection.pending === null ? undefined : 'What waits is tested, not what counts now.'}>
      <Stack>
        <TestStep desk={desk} />
        {tests.isError && <ProblemView error={tests.error} onRetry={() => void tests.refetch()} />}
        {former.length > 0 && (
          <Accordion variant="contained" chevronPosition="left" order={3}>
            {former.map((test) => (
              <Accordion.Item key={test.id} value={test.id}>
                <Accordion.Control>
                  <Group gap="sm">
                    <Badge variant="light" color={STATES[test.state][1]} tt="none" fw={560}>
                      {STATES[test.state][0]}
                    </Badge>
                    <Text size="sm">
                      <Ago at={test.startedAt} />, by {test.startedBy}
                    </Text>
                  </Group>
                </Accordion.Control>
                <Accordion.Panel>
                  {test.state === 'running' ? (
                    <Text size="sm" c="dimmed">
                      Nobody came back from the identity provider.
                    </Text>
                  ) : (
                    <TestResult test={test} />
                  )}
                </Accordion.Panel>
              </Accordion.Item>
            ))}
          </Accordion>
        )}
      </Stack>
    </Panel>
  );
}
