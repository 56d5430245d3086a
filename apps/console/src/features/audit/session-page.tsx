import { Anchor, Group, Stack, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { AuditEvent } from '../../api/wire.js';
import { EffectBadge } from '../../ui/effect.js';
import { Facts } from '../../ui/facts.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { useSearchParam } from '../../ui/search-params.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { agentName } from '../../ui/text.js';
import { clockOf, durationBetween, exactly } from '../../ui/time.js';
import { sessionQuery } from './audit-queries.js';
import { EventDrawer } from './event-drawer.js';
import { subjectOf } from './event-words.js';
import classes from './session-page.module.css';
import { Counts } from './sessions-page.js';
import { TimelineContent } from './timeline-content.js';

const REFRESH_MS = 10_000;
/** Kinds of events that carry what was run or asked. */
const CARRYING: ReadonlySet<string> = new Set(['tool.decision', 'prompt.decision']);

export function SessionPage() {
  const { id = '' } = useParams();
  const [isStrictOnly, setStrictOnly] = useState(false);
  const session = useQuery({ ...sessionQuery(id), refetchInterval: REFRESH_MS });
  const events = session.data?.events.filter(({ effect }) => !isStrictOnly || effect === 'ask' || effect === 'reject');
  return (
    <Page
      title={session.data === undefined ? 'Session' : `${agentName(session.data.agent)} session`}
      lead={
        <Anchor component={Link} to="/audit/sessions" size="sm">
          Sessions
        </Anchor>
      }
    >
      {session.isError && <ProblemView error={session.error} onRetry={() => void session.refetch()} />}
      {session.isPending && <RowsSkeleton rows={8} />}
      {session.data !== undefined && (
        <Stack>
          <Panel>
            <Facts
              rows={[
                ['Person', session.data.person?.label ?? 'not known'],
                [
                  'Machine',
                  <Anchor key="machine" component={Link} to={`/fleet/${session.data.machine.id}`} inherit>
                    {session.data.machine.label}
                  </Anchor>,
                ],
                [
                  'Started',
                  `${exactly(session.data.startedAt)}, lasted ${durationBetween(session.data.startedAt, session.data.lastAt)}`,
                ],
                ['Decisions', <Counts key="counts" counts={session.data.counts} />],
              ]}
            />
          </Panel>
          <Panel
            title="Timeline"
            actions={
              <Switch
                size="xs"
                label="Only asked and rejected"
                checked={isStrictOnly}
                onChange={(event) => setStrictOnly(event.currentTarget.checked)}
              />
            }
          >
            <Timeline events={events ?? []} />
          </Panel>
        </Stack>
      )}
      <EventDrawer />
    </Page>
  );
}

function Timeline({ events }: { events: readonly AuditEvent[] }) {
  const [, setShown] = useSearchParam('event');
  if (events.length === 0) return <p className={classes.none}>Nothing to show. Every call was allowed.</p>;
  const inOrder = events.toSorted((a, b) => a.at.localeCompare(b.at) || a.index - b.index);
  return (
    <ol className={classes.timeline}>
      {inOrder.map((event) => (
        <li key={event.id} data-effect={event.effect ?? 'none'}>
          <time dateTime={event.at}>{clockOf(event.at)}</time>
          <div className={classes.what}>
            <Group gap={8}>
              <button type="button" className={classes.open} onClick={() => setShown(event.id)}>
                {subjectOf(event)}
              </button>
              {event.effect !== null && <EffectBadge effect={event.effect} monitored={event.mode === 'monitor'} />}
            </Group>
            {CARRYING.has(event.kind) && <TimelineContent id={event.id} />}
            {event.reason !== null && <p>{event.reason}</p>}
            {event.rules.length > 0 && <p className={classes.rules}>{event.rules.join(' · ')}</p>}
          </div>
        </li>
      ))}
    </ol>
  );
}
