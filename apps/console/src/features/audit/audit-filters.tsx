import { CloseButton, Group, Select } from '@mantine/core';
import { useSearchParams } from 'react-router';
import { SearchBox } from '../../ui/search-box.js';
import { useSearchParam } from '../../ui/search-params.js';
import { agentName } from '../../ui/text.js';
import { PERIODS } from './audit-filter.js';
import classes from './audit-filters.module.css';
import { FILTER_KINDS, kindInWords } from './event-words.js';

const EFFECTS = [
  { value: 'allow', label: 'Allow' },
  { value: 'ask', label: 'Ask' },
  { value: 'reject', label: 'Reject' },
];
const AGENTS = ['claude-code', 'codex', 'gemini-cli', 'factory-droid', 'cursor', 'copilot-cli', 'opencode'].map(
  (value) => ({ value, label: agentName(value) }),
);
const TIMES = Object.entries(PERIODS).map(([value, { label }]) => ({ value, label }));
/** Filters that are set by following a link, and shown as what they are. */
const PINNED = {
  person: 'Person',
  target: 'Done to',
  machine: 'Machine',
  session: 'Session',
  rule: 'Rule',
  tool: 'Tool',
  from: 'From',
  to: 'Until',
} as const;

export function AuditFilters() {
  const [q, setQ] = useSearchParam('q');
  return (
    <div className={classes.filters}>
      <SearchBox label="Search the log" value={q} onChange={setQ} width={260} />
      <FilterSelect name="kind" label="Any kind" data={FILTER_KINDS} />
      <FilterSelect name="effect" label="Any decision" data={EFFECTS} />
      <FilterSelect name="agent" label="Any agent" data={AGENTS} />
      <FilterSelect name="since" label="Any time" data={TIMES} />
      <Pins />
    </div>
  );
}

interface FilterSelectProps {
  name: string;
  label: string;
  data: readonly { readonly value: string; readonly label: string }[];
}

function FilterSelect({ name, label, data }: FilterSelectProps) {
  const [value, setValue] = useSearchParam(name);
  const isForeign = value !== '' && !data.some((choice) => choice.value === value);
  return (
    <Select
      aria-label={label}
      placeholder={label}
      w={164}
      clearable
      clearButtonProps={{ 'aria-label': 'Clear' }}
      data={isForeign ? [...data, { value, label: kindInWords(value) }] : [...data]}
      value={value === '' ? null : value}
      onChange={setValue}
      comboboxProps={{ shadow: 'md', width: 'max-content', position: 'bottom-start' }}
    />
  );
}

function Pins() {
  const [params, setParams] = useSearchParams();
  const pinned = Object.entries(PINNED).filter(([name]) => params.has(name));
  const unpin = (name: string) => {
    const next = new URLSearchParams(params);
    next.delete(name);
    setParams(next, { replace: true });
  };
  return (
    <Group gap={6}>
      {pinned.map(([name, label]) => (
        <span key={name} className={classes.pin}>
          {label}: <b>{params.get(name)}</b>
          <CloseButton size="xs" aria-label={`Remove the filter ${label}`} onClick={() => unpin(name)} />
        </span>
      ))}
    </Group>
  );
}
