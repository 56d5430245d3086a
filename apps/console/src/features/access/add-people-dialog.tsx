import { Button, Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { type QueryKey, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, told } from '../../api/client.js';
import { Dialog } from '../../ui/dialog.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { plural } from '../../ui/text.js';
import { toastDone } from '../../ui/toast.js';

const SHOWN = 8;

interface AddPeopleDialogProps {
  /** Of the team or group. */
  name: string;
  add: (people: string[]) => Promise<unknown>;
  /** What has to be looked up anew. */
  stale: QueryKey;
  onClose: () => void;
}

/** Finds members by name or address, and takes the chosen ones in. */
export function AddPeopleDialog({ name, add: take, stale, onClose }: AddPeopleDialogProps) {
  const queries = useQueryClient();
  const [search, setSearch] = useState('');
  const [sought] = useDebouncedValue(search.trim(), 200);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const found = useQuery({
    queryKey: ['members', 'to-add', sought],
    queryFn: () =>
      told(
        api.GET('/api/v1/members', {
          params: { query: { limit: SHOWN, ...(sought !== '' && { search: sought }) } },
        }),
      ),
    placeholderData: (former) => former,
  });
  const add = useMutation({
    mutationFn: () => take([...chosen]),
    onSuccess: async () => {
      onClose();
      toastDone(`${plural(chosen.length, 'person is', 'people are')} in ${name}.`);
      await queries.invalidateQueries({ queryKey: stale });
    },
  });
  return (
    <Dialog opened onClose={onClose} title={`Add people to ${name}`}>
      <Stack>
        <TextInput
          type="search"
          label="Find members"
          placeholder="Name or e-mail"
          leftSection={<IconSearch size={16} aria-hidden />}
          data-autofocus
          maxLength={200}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        {found.isPending && <RowsSkeleton rows={4} />}
        {found.data?.items.length === 0 && (
          <Text size="sm" c="dimmed">
            No member’s name or e-mail address contains “{sought}”.
          </Text>
        )}
        <Checkbox.Group aria-label="Members" value={[...chosen]} onChange={setChosen}>
          <Stack gap="sm">
            {found.data?.items.map(({ person }) => (
              <Checkbox key={person.id} value={person.id} label={person.name} description={person.email} />
            ))}
          </Stack>
        </Checkbox.Group>
        {(add.error ?? found.error) !== null && <ProblemView error={add.error ?? found.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button disabled={chosen.length === 0} loading={add.isPending} onClick={() => add.mutate()}>
            {chosen.length === 0 ? 'Add' : `Add ${chosen.length}`}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
