import { Button, Menu, MultiSelect, Stack, TagsInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { ACCESSES, type BoundName, BOUNDS, type BoundsWritten } from './waiver-bounds.js';

interface WaiverBoundsFieldsProps {
  written: BoundsWritten;
  onChange: (written: BoundsWritten) => void;
}

/** What an exception is held within: programs first, and whatever else is added. */
export function WaiverBoundsFields({ written, onChange }: WaiverBoundsFieldsProps) {
  const [shown, setShown] = useState<readonly BoundName[]>(['programs']);
  const isShown = (name: BoundName) => shown.includes(name) || (written[name]?.length ?? 0) > 0;
  const left = BOUNDS.filter(({ name }) => !isShown(name));
  return (
    <Stack gap="xs">
      {BOUNDS.filter(({ name }) => isShown(name)).map((bound) => (
        <Field
          key={bound.name}
          bound={bound}
          values={written[bound.name] ?? []}
          onChange={(values) => onChange({ ...written, [bound.name]: values })}
        />
      ))}
      {left.length > 0 && (
        <Menu position="bottom-start" withinPortal>
          <Menu.Target>
            <Button
              size="compact-sm"
              variant="default"
              w="fit-content"
              leftSection={<IconPlus size={14} aria-hidden />}
            >
              Another bound
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {left.map(({ name, label }) => (
              <Menu.Item key={name} onClick={() => setShown([...shown, name])}>
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </Stack>
  );
}

interface FieldProps {
  bound: (typeof BOUNDS)[number];
  values: readonly string[];
  onChange: (values: string[]) => void;
}

function Field({ bound: { name, label, hint }, values, onChange }: FieldProps) {
  if (name === 'access')
    return (
      <MultiSelect
        label={`Only: ${label.toLowerCase()}`}
        data={[...ACCESSES]}
        value={[...values]}
        onChange={onChange}
      />
    );
  return (
    <TagsInput
      label={`Only: ${label.toLowerCase().replace('mcp', 'MCP')}`}
      description={
        name === 'programs'
          ? 'Everything outside a bound stays refused. “default/…” and “otherwise/…” answer for everything of a kind, and need one.'
          : undefined
      }
      placeholder={values.length === 0 ? hint : undefined}
      acceptValueOnBlur
      maxTags={50}
      value={[...values]}
      onChange={onChange}
    />
  );
}
