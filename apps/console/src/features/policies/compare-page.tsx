import { Group, Select, Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconFileText } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import type { PolicyChange, PolicyVersionSummary } from '../../api/wire.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { useSearchParam } from '../../ui/search-params.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { plural } from '../../ui/text.js';
import { dayOf } from '../../ui/time.js';
import classes from './compare-page.module.css';
import { PolicyNav } from './policy-nav.js';
import { policyDiffQuery, policyVersionQuery, usePolicyVersions } from './policy-queries.js';

const TextDiff = lazy(() => import('./text-diff.js').then((module) => ({ default: module.TextDiff })));

export function ComparePage() {
  const versions = usePolicyVersions();
  const [from, setFrom] = useSearchParam('from');
  const [to, setTo] = useSearchParam('to');
  const newest = versions.items?.[0]?.version;
  const after = to === '' ? newest : Number(to);
  const before = from === '' ? (to === '' && after !== undefined && after > 1 ? after - 1 : null) : Number(from);
  return (
    <Page wide title="Policy" lead="Any two versions against each other.">
      <PolicyNav />
      {versions.isError && <ProblemView error={versions.error} onRetry={() => void versions.refetch()} />}
      {versions.items?.length === 0 && (
        <Empty icon={<IconFileText size={22} />} title="Nothing to compare yet">
          Publish a policy, and change it once.
        </Empty>
      )}
      {versions.items !== undefined && after !== undefined && (
        <Stack>
          <Group>
            <VersionSelect label="From" versions={versions.items} value={before} onChange={setFrom} />
            <VersionSelect label="To" versions={versions.items} value={after} onChange={setTo} />
          </Group>
          {before === null ? <FirstText number={after} /> : <Comparison from={before} to={after} />}
        </Stack>
      )}
    </Page>
  );
}

interface VersionSelectProps {
  label: string;
  versions: readonly PolicyVersionSummary[];
  value: number | null;
  onChange: (value: string | null) => void;
}

function VersionSelect({ label, versions, value, onChange }: VersionSelectProps) {
  const data = versions.map(({ version, publishedAt, author }) => ({
    value: String(version),
    label: `Version ${String(version)} · ${dayOf(publishedAt)} · ${author.label}`,
  }));
  return (
    <Select
      label={label}
      placeholder="Nothing"
      data={data}
      w={290}
      maw="100%"
      searchable
      allowDeselect={false}
      value={value === null ? null : String(value)}
      onChange={onChange}
    />
  );
}

function FirstText({ number }: { number: number }) {
  const version = useQuery(policyVersionQuery(number));
  if (version.isError) return <ProblemView error={version.error} onRetry={() => void version.refetch()} />;
  if (version.data === undefined) return <RowsSkeleton />;
  return <Diff before="" after={version.data.text} format={version.data.format} />;
}

function Comparison({ from, to }: { from: number; to: number }) {
  const diff = useQuery(policyDiffQuery(from, to));
  if (diff.isError) return <ProblemView error={diff.error} onRetry={() => void diff.refetch()} />;
  if (diff.data === undefined) return <RowsSkeleton />;
  return (
    <>
      <Panel
        title={diff.data.changes.length === 0 ? 'The same policy' : plural(diff.data.changes.length, 'change')}
        note="By meaning: order and comments do not count."
      >
        {diff.data.changes.length === 0 ? (
          <Text size="sm" c="dimmed">
            Only the spelling may differ.
          </Text>
        ) : (
          <ul className={classes.changes}>
            {diff.data.changes.map((change) => (
              <Change key={change.path} change={change} />
            ))}
          </ul>
        )}
      </Panel>
      <Diff before={diff.data.from.text} after={diff.data.to.text} format={diff.data.to.format} />
    </>
  );
}

function Change({ change: { path, kind, before, after } }: { change: PolicyChange }) {
  return (
    <li data-kind={kind}>
      <span className={classes.kind}>{kind}</span>
      <code>{path.replaceAll('/', ' / ').replace(/^ \/ /, '')}</code>
      <span className={classes.values}>
        {kind !== 'added' && <del>{inShort(before)}</del>}
        {kind !== 'removed' && <ins>{inShort(after)}</ins>}
      </span>
    </li>
  );
}

const inShort = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 160)} …` : text;
};

function Diff({ before, after, format }: { before: string; after: string; format: 'yaml' | 'json' }) {
  const isNarrow = useMediaQuery('(max-width: 62em)', false, { getInitialValueInEffect: false });
  return (
    <Panel flush>
      <Suspense fallback={<RowsSkeleton rows={10} />}>
        <TextDiff before={before} after={after} format={format} isUnified={isNarrow || before === ''} />
      </Suspense>
    </Panel>
  );
}
