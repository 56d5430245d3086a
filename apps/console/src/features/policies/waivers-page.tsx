import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconClockPause } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useMay } from '../../app/session.js';
import { MoreButton } from '../../ui/more-button.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { plural } from '../../ui/text.js';
import { PolicyNav } from './policy-nav.js';
import { RequestWaiverDialog } from './request-waiver-dialog.js';
import { useWaivers, waiverRuleQuery, type WaiverShow } from './waiver-queries.js';
import { WaiverRuleDialog } from './waiver-rule-dialog.js';
import { WaiverTable } from './waiver-table.js';

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

/** Exceptions from the policy: requests, those that count, and those that are over. A refusal leads here with the rules that it names. */
export function WaiversPage() {
  const may = useMay();
  const [show, setShow] = useState<WaiverShow>('pending');
  const waivers = useWaivers(show, may('waiver:read'));
  const { wanted, forget } = useWanted();
  const [isAsking, asking] = useDisclosure(wanted.rules.length > 0);
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
        <Group justify="space-between">
          <SegmentedControl
            aria-label="Which exceptions"
            w="fit-content"
            data={[...SHOWN]}
            value={show}
            onChange={(value) => setShow(value)}
          />
          {may('waiver:request') && <LongestTime />}
        </Group>
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
      {isAsking && (
        <RequestWaiverDialog
          wanted={wanted}
          onClose={() => {
            asking.close();
            forget();
          }}
        />
      )}
    </Page>
  );
}

/** What the address asks an exception of: `?rule=no-curl&program=curl`. */
function useWanted() {
  const [params, setParams] = useSearchParams();
  const wanted = { rules: params.getAll('rule').slice(0, 20), programs: params.getAll('program').slice(0, 20) };
  const forget = () => {
    if (wanted.rules.length + wanted.programs.length > 0) setParams({}, { replace: true });
  };
  return { wanted, forget };
}

/** How long exceptions may last here, and the way to change it for those who approve them. */
function LongestTime() {
  const mayChange = useMay()('waiver:approve');
  const rule = useQuery(waiverRuleQuery);
  const [isOpen, dialog] = useDisclosure(false);
  if (rule.data === undefined) return null;
  const { maxDays } = rule.data;
  return (
    <Group gap="xs">
      <Text size="sm" c="dimmed">
        An exception lasts {plural(maxDays, 'day')} at most.
      </Text>
      {mayChange && (
        <Button size="compact-sm" variant="default" onClick={dialog.open}>
          Rules for exceptions
        </Button>
      )}
      {isOpen && <WaiverRuleDialog maxDays={maxDays} onClose={dialog.close} />}
    </Group>
  );
}
