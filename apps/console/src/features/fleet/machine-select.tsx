import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, told } from '../../api/client.js';
import { machineQuery } from './fleet-queries.js';

const SHOWN = 20;

interface MachineSelectProps {
  label: string;
  placeholder: string;
  /** Its id; empty where none is chosen. */
  value: string;
  onChange: (id: string | null) => void;
}

/** Chooses a machine by its name, or by whose it is. */
export function MachineSelect({ label, placeholder, value, onChange }: MachineSelectProps) {
  const [search, setSearch] = useState('');
  const [sought] = useDebouncedValue(search.trim(), 200);
  const chosen = useQuery({ ...machineQuery(value), enabled: value !== '', refetchInterval: false });
  const machines = useQuery({
    queryKey: ['machines', 'to-choose', sought],
    queryFn: () =>
      told(api.GET('/api/v1/machines', { params: { query: { limit: SHOWN, ...(sought !== '' && { q: sought }) } } })),
    placeholderData: (former) => former,
  });
  const found = machines.data?.items ?? [];
  const shown = chosen.data === undefined || found.some(({ id }) => id === value) ? found : [...found, chosen.data];
  return (
    <Select
      label={label}
      placeholder={placeholder}
      w={300}
      maw="100%"
      searchable
      clearable
      data={shown.map(({ id, hostname, person }) => ({
        value: id,
        label: person === null ? hostname : `${hostname} · ${person.label}`,
      }))}
      filter={({ options }) => options}
      value={value === '' ? null : value}
      onChange={onChange}
      onSearchChange={setSearch}
      nothingFoundMessage="No machine is called so"
    />
  );
}
