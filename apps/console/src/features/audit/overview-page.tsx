import { Anchor, SegmentedControl, SimpleGrid, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { api, told } from '../../api/client.js';
import type { Overview } from '../../api/wire.js';
import { useSession } from '../../app/session.js';
import { Ago } from '../../ui/ago.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { ProblemView } from '../../ui/states.js';
import { count } from '../../ui/text.js';
import { DecisionChart } from './decision-chart.js';
import { FirstSteps } from './first-steps.js';
import { RecentRefusals } from './recent-refusals.js';
import classes from './overview-page.module.css';

const PERIODS = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
];
const REFRESH_MS = 30_000;

export function OverviewPage() {
  const { org } = useSession();
  const [days, setDays] = useState('30');
  const overview = useQuery({
    queryKey: ['overview', days],
    queryFn: () => told(api.GET('/api/v1/overview', { params: { query: { days: Number(days) } } })),
    refetchInterval: REFRESH_MS,
    placeholderData: (former) => former,
  });
  const isNew = overview.data !== undefined && (overview.data.policy === null || overview.data.machines.total === 0);
  return (
    <Page
      title="Overview"
      lead={`What coding agents did at ${org.name}, and what the policy said to it.`}
      actions={<SegmentedControl size="xs" data={PERIODS} value={days} onChange={setDays} aria-label="Period" />}
    >
      {overview.isError && <ProblemView error={overview.error} onRetry={() => void overview.refetch()} />}
      {overview.isPending && <OverviewSkeleton />}
      {isNew && <FirstSteps overview={overview.data} />}
      {overview.data !== undefined && <Figures overview={overview.data} />}
    </Page>
  );
}

function Figures({ overview }: { overview: Overview }) {
  const { machines, sessions, decisions, series, topRules, policy } = overview;
  const total = decisions.allow + decisions.ask + decisions.reject;
  const most = Math.max(...topRules.map((rule) => rule.count), 1);
  return (
    <div className={classes.grid}>
      <dl className={classes.figures}>
        <Figure
          name="Machines connected"
          value={count(machines.connected)}
          note={`of ${count(machines.total)} enrolled`}
          to="/fleet"
        />
        <Figure name="Agent sessions" value={count(sessions)} to="/audit/sessions" />
        <Figure name="Decisions" value={count(total)} to="/audit?kind=tool.decision" />
        <Figure
          name="Rejected"
          value={count(decisions.reject)}
          note={total === 0 ? undefined : share(decisions.reject, total)}
          to="/audit?effect=reject"
        />
        <Figure
          name="Policy in force"
          value={policy === null ? 'None' : `Version ${count(policy.version)}`}
          note={policy === null ? 'agents are refused until there is one' : <Ago at={policy.publishedAt} />}
          to="/policy"
        />
      </dl>
      <div className={classes.column}>
        <Panel title="Decisions by day">
          {total > 0 ? (
            <DecisionChart series={series} />
          ) : (
            <p className={classes.quiet}>No decisions in this period.</p>
          )}
        </Panel>
        <RecentRefusals />
      </div>
      <Panel title="Rules that decided most">
        {topRules.length === 0 ? (
          <p className={classes.quiet}>No rule has decided anything yet.</p>
        ) : (
          <ol className={classes.rules}>
            {topRules.map(({ rule, count: times }) => (
              <li key={rule}>
                <Anchor component={Link} to={`/audit?rule=${encodeURIComponent(rule)}`} className={classes.rule}>
                  {rule}
                </Anchor>
                <span className="numbers">{count(times)}</span>
                <span
                  className={classes.bar}
                  style={{ width: `${String((times / most) * 100)}%` }}
                  aria-hidden="true"
                />
              </li>
            ))}
          </ol>
        )}
      </Panel>
    </div>
  );
}

interface FigureProps {
  name: string;
  value: string;
  note?: React.ReactNode;
  to: string;
}

function Figure({ name, value, note, to }: FigureProps) {
  return (
    <div className={classes.figure}>
      <dt>
        <Link to={to}>{name}</Link>
      </dt>
      <dd>
        <span className={classes.value}>{value}</span>
        {note !== undefined && <span className={classes.note}>{note}</span>}
      </dd>
    </div>
  );
}

function OverviewSkeleton() {
  return (
    <div role="status" aria-label="Loading figures">
      <SimpleGrid cols={5}>
        {[0, 1, 2, 3, 4].map((key) => (
          <Skeleton key={key} height={86} radius="lg" />
        ))}
      </SimpleGrid>
      <Skeleton height={270} mt="md" radius="lg" />
    </div>
  );
}

function share(part: number, whole: number): string {
  const percent = (part / whole) * 100;
  return percent > 0 && percent < 0.1 ? 'under 0.1 %' : `${percent.toFixed(1)} % of all`;
}
