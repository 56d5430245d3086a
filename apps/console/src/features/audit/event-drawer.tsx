import { Anchor, Drawer, Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { AuditEventDetail } from '../../api/wire.js';
import { EffectBadge } from '../../ui/effect.js';
import { Facts } from '../../ui/facts.js';
import { useSearchParam } from '../../ui/search-params.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { agentName } from '../../ui/text.js';
import { exactly } from '../../ui/time.js';
import { eventQuery } from './audit-queries.js';
import classes from './event-drawer.module.css';
import { EventContent } from './event-content.js';
import { EventProof } from './event-proof.js';
import { kindInWords, subjectOf } from './event-words.js';

/** One event, named by the address: what happened, its content, and the proof that the ledger holds it. */
export function EventDrawer() {
  const [id, setId] = useSearchParam('event');
  const event = useQuery({ ...eventQuery(id), enabled: id !== '' });
  return (
    <Drawer
      opened={id !== ''}
      onClose={() => setId(null)}
      position="right"
      size={620}
      title={event.data === undefined ? 'Event' : subjectOf(event.data)}
    >
      {event.isError && <ProblemView error={event.error} onRetry={() => void event.refetch()} />}
      {event.isLoading && <RowsSkeleton rows={8} />}
      {event.data !== undefined && <EventDetail event={event.data} />}
    </Drawer>
  );
}

function EventDetail({ event }: { event: AuditEventDetail }) {
  return (
    <Stack gap="lg">
      <Facts rows={factsOf(event)} />
      <section>
        <Title order={3} className={classes.title}>
          Content
        </Title>
        <EventContent event={event} />
      </section>
      <section>
        <Title order={3} className={classes.title}>
          Proof
        </Title>
        <EventProof event={event} />
      </section>
    </Stack>
  );
}

function factsOf(event: AuditEventDetail): (readonly [string, React.ReactNode])[] {
  const told: (readonly [string, React.ReactNode] | null)[] = [
    [
      'Time',
      <time key="at" dateTime={event.at}>
        {exactly(event.at)}
      </time>,
    ],
    ['Kind', kindInWords(event.kind)],
    event.effect === null
      ? null
      : ['Decision', <EffectBadge key="effect" effect={event.effect} monitored={event.mode === 'monitor'} />],
    event.risk === null ? null : ['Risk', event.risk],
    event.reason === null ? null : ['Reason', event.reason],
    event.rules.length > 0 ? ['Rules', <RuleLinks key="rules" rules={event.rules} />] : null,
    ['Who', event.actor.label],
    event.machine === null
      ? null
      : [
          'Machine',
          <Anchor key="machine" component={Link} to={`/fleet/${event.machine.id}`} inherit>
            {event.machine.label}
          </Anchor>,
        ],
    event.agent === null ? null : ['Agent', agentName(event.agent)],
    event.session === null
      ? null
      : [
          'Session',
          <Anchor key="session" component={Link} to={`/audit/sessions/${event.session}`} inherit>
            Open the timeline
          </Anchor>,
        ],
    event.target === null ? null : ['Target', event.target.label ?? event.target.id],
    ...Object.entries(event.facts).map(([name, value]) => [name, String(value)] as const),
  ];
  return told.filter((row) => row !== null);
}

function RuleLinks({ rules }: { rules: readonly string[] }) {
  return (
    <>
      {rules.map((rule) => (
        <Anchor key={rule} component={Link} to={`/audit?rule=${encodeURIComponent(rule)}`} className={classes.rule}>
          {rule}
        </Anchor>
      ))}
    </>
  );
}
