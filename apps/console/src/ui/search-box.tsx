import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';

const PAUSE_MS = 250;

interface SearchBoxProps {
  label: string;
  value: string;
  onChange: (value: string | null) => void;
  width?: number;
}

/** The page's own filter: `/` comes here. Tells after a pause in typing. */
export function SearchBox({ label, value, onChange, width = 280 }: SearchBoxProps) {
  const [typed, setTyped] = useState(value);
  const [told, setTold] = useState(value);
  const tell = useDebouncedCallback((next: string) => {
    setTold(next);
    onChange(next);
  }, PAUSE_MS);
  if (value !== told) {
    setTold(value);
    setTyped(value);
  }
  return (
    <TextInput
      data-page-search
      type="search"
      aria-label={label}
      placeholder={label}
      w={width}
      maw="100%"
      leftSection={<IconSearch size={15} aria-hidden />}
      rightSection={
        typed === '' ? undefined : (
          <CloseButton
            size="sm"
            aria-label="Clear"
            onClick={() => {
              setTyped('');
              setTold('');
              onChange(null);
            }}
          />
        )
      }
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        tell(event.currentTarget.value);
      }}
    />
  );
}
