import { Anchor, Button, Group, Loader, Stack, Text } from '@mantine/core';
import { IconExternalLink, IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ProblemView } from '../../ui/states.js';
import type { ConnectionDesk, StartedTest } from './connection-desk.js';
import { TestResult } from './test-result.js';

interface TestStepProps {
  desk: ConnectionDesk;
  onPassed?: (() => void) | undefined;
}

/** A real sign-in in a second tab, watched from here. It signs nobody in. */
export function TestStep({ desk, onPassed }: TestStepProps) {
  const queries = useQueryClient();
  const [started, setStarted] = useState<StartedTest | null>(null);
  const [isBlocked, setBlocked] = useState(false);
  const start = useMutation({
    mutationFn: async (tab: Window | null) => {
      try {
        const begun = await desk.startTest();
        if (tab !== null) tab.location.href = begun.url;
        return begun;
      } catch (error) {
        tab?.close();
        throw error;
      }
    },
    onSuccess: (begun, tab) => {
      setStarted(begun);
      setBlocked(tab === null);
    },
  });
  const test = useQuery({
    queryKey: [...desk.key, 'test', started?.id],
    queryFn: () => desk.readTest(started?.id ?? ''),
    enabled: started !== null,
    refetchInterval: ({ state }) => ((state.data?.state ?? 'running') === 'running' ? desk.askAgainMs : false),
    // It is watched while the second tab is in front.
    refetchIntervalInBackground: true,
  });
  const isOver = test.data !== undefined && test.data.state !== 'running';
  const hasPassed = isOver && test.data.state === 'passed';
  useEffect(() => {
    if (!isOver) return;
    void queries.invalidateQueries({ queryKey: desk.key });
    if (hasPassed) onPassed?.();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- told once for each test that ends
  }, [isOver, hasPassed, started?.id]);
  // The tab must be opened by the press itself: one that is opened later, browsers block.
  const begin = () => start.mutate(window.open('about:blank', '_blank'));
  return (
    <Stack>
      <Text size="sm">
        A second tab opens and takes you to the identity provider. Sign in there with an account of your own. Nobody is
        signed in here by it; this page shows what came back.
      </Text>
      <Group>
        <Button
          variant={hasPassed ? 'default' : 'filled'}
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          loading={start.isPending}
          onClick={begin}
        >
          {started === null ? 'Test the connection' : 'Test again'}
        </Button>
        {started !== null && !isOver && (
          <Group gap="xs" role="status">
            <Loader size="xs" aria-hidden />
            <Text size="sm">
              Waiting for the other tab.{' '}
              {isBlocked && (
                <Anchor href={started.url} target="_blank" inherit>
                  The browser did not open it: open it here <IconExternalLink size={13} aria-hidden />
                </Anchor>
              )}
            </Text>
          </Group>
        )}
      </Group>
      {start.isError && <ProblemView error={start.error} />}
      {test.isError && <ProblemView error={test.error} onRetry={() => void test.refetch()} />}
      {isOver && <TestResult test={test.data} />}
    </Stack>
  );
}
