import { Alert, Text } from '@mantine/core';
import { IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { AuditEventDetail } from '../../api/wire.js';
import { count } from '../../ui/text.js';
import { Facts } from '../../ui/facts.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import classes from './event-drawer.module.css';
import { checkEvent } from './check-event.js';

/** Recomputes, in this browser, the way from the event's bytes to the root that the ledger has signed. */
export function EventProof({ event }: { event: AuditEventDetail }) {
  const check = useQuery({
    queryKey: ['event-proof', event.id],
    queryFn: () => checkEvent(event),
    staleTime: Infinity,
    retry: false,
  });
  if (check.isPending) return <RowsSkeleton rows={2} label="Checking the proof" />;
  if (check.isError) return <ProblemView error={check.error} onRetry={() => void check.refetch()} />;
  const { isProven, words, size, root, leafHash } = check.data;
  return (
    <>
      <Alert
        color={isProven ? 'vert' : 'gules'}
        icon={isProven ? <IconShieldCheck aria-hidden /> : <IconShieldX aria-hidden />}
        title={isProven ? 'Verified in this browser' : 'Not proved'}
      >
        <Text size="sm">{words}</Text>
      </Alert>
      <div className={classes.hashes}>
        <Facts
          rows={[
            ['Entry', `${count(event.index)} of ${count(size)}`],
            ['Leaf hash', <code key="leaf">{leafHash}</code>],
            ['Ledger root', <code key="root">{root}</code>],
          ]}
        />
      </div>
    </>
  );
}
