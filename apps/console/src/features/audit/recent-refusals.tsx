import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api, told } from '../../api/client.js';
import { useMay } from '../../app/session.js';
import { Ago } from '../../ui/ago.js';
import { Panel } from '../../ui/panel.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { agentName } from '../../ui/text.js';
import classes from './overview-page.module.css';

const SHOWN = 4;
const REFRESH_MS = 15_000;

/** What agents were refused last, for whoever may read the evidence. */
export function RecentRefusals() {
  const mayRead = useMay()('audit:read');
  const query = { effect: 'reject' as const, limit: SHOWN };
  const refusals = useQuery({
    queryKey: ['recent-refusals'],
    queryFn: () => told(api.GET('/api/v1/audit/events', { params: { query } })),
    refetchInterval: REFRESH_MS,
    enabled: mayRead,
  });
  if (!mayRead) return null;
  return (
    <Panel
      title="Refused last"
      actions={
        <Anchor component={Link} to="/audit?effect=reject" size="sm">
          All of them
        </Anchor>
      }
    >
      {refusals.isError && <ProblemView error={refusals.error} onRetry={() => void refusals.refetch()} />}
      {refusals.isPending && <RowsSkeleton rows={SHOWN} />}
      {refusals.data?.items.length === 0 && (
        <p className={classes.quiet}>Nothing was refused {refusals.data.nextCursor === null ? 'yet' : 'lately'}.</p>
      )}
      <ol className={classes.recent}>
        {refusals.data?.items.map((event) => (
          <li key={event.id}>
            <Anchor
              component={Link}
              to={event.session === null ? `/audit?event=${event.id}` : `/audit/sessions/${event.session}`}
              inherit
            >
              {event.agent === null ? 'Agent' : agentName(event.agent)} on {event.machine?.label ?? event.actor.label}
            </Anchor>
            <Ago at={event.at} />
            <p>{event.reason ?? event.rules.join(', ')}</p>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
