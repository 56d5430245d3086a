import { ActionIcon, Autocomplete, Button, Group, Select, Stack, TagsInput, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { ISSUER_PRESETS } from '#engines/claims';
import type { TrustRuleForm } from './trust-rule-draft.js';

/** What a token must say for a trust rule to take it. */
export function ConditionFields({ form }: { form: TrustRuleForm }) {
  const claims = ISSUER_PRESETS.find(({ kind }) => kind === form.values.kind)?.claims ?? [];
  return (
    <Stack gap="xs" role="group" aria-label="What the token must say">
      <Text size="sm" fw={560}>
        What the token must say
      </Text>
      <Text size="xs" c="dimmed">
        All of it. “Like” knows wildcards: * is anything but / and :, ** is anything, ? is one character.
      </Text>
      {form.values.conditions.map((_, at) => (
        // rows have no name until they are filled in
        <Group key={at} align="flex-start">
          <Autocomplete
            aria-label={`Claim ${at + 1}`}
            placeholder="Claim"
            flex={{ base: '1 1 100%', sm: '0 1 30%' }}
            maxLength={200}
            data={[...claims]}
            {...form.getInputProps(`conditions.${at}.claim`)}
          />
          <Select
            aria-label={`How claim ${at + 1} is compared`}
            allowDeselect={false}
            w={110}
            flex="none"
            data={[
              { value: 'exact', label: 'is' },
              { value: 'glob', label: 'is like' },
            ]}
            {...form.getInputProps(`conditions.${at}.match`)}
          />
          <TagsInput
            aria-label={`Values of claim ${at + 1}`}
            placeholder="Enter adds a value"
            flex="1 1 6rem"
            splitChars={[',']}
            acceptValueOnBlur
            {...form.getInputProps(`conditions.${at}.values`)}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={`Take condition ${at + 1} out`}
            onClick={() => form.removeListItem('conditions', at)}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Group>
        <Button
          size="xs"
          variant="default"
          onClick={() => form.insertListItem('conditions', { claim: '', match: 'exact', values: [] })}
        >
          Add a condition
        </Button>
      </Group>
    </Stack>
  );
}
