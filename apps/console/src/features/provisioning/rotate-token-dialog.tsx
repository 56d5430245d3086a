import { Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { Dialog } from '../../ui/dialog.js';
import { FormEnd } from '../../ui/form-end.js';
import { type Directory, DIRECTORIES } from './directory-queries.js';
import { NewDirectoryToken } from './new-directory-token.js';

const OVERLAPS = [
  { value: 'keep', label: 'stay good until they expire' },
  { value: '168', label: 'stay good for a week' },
  { value: '24', label: 'stay good for a day' },
  { value: '1', label: 'stay good for an hour' },
  { value: '0', label: 'end at once' },
];

export function RotateTokenDialog({ directory, onClose }: { directory: Directory; onClose: () => void }) {
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { name: new Date().toISOString().slice(0, 10), overlap: '24' },
    validate: { name: (name) => (name.trim() === '' ? 'Name it.' : null) },
  });
  const create = useMutation({
    mutationFn: ({ name, overlap }: typeof form.values) =>
      told(
        api.POST('/api/v1/directories/{id}/tokens', {
          params: { path: { id: directory.id } },
          body: { name: name.trim(), expiresInDays: 365, overlapHours: overlap === 'keep' ? null : Number(overlap) },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: DIRECTORIES }),
  });
  return (
    <Dialog opened onClose={onClose} title={`New token for ${directory.name}`} closeOnClickOutside={!create.isSuccess}>
      {create.isSuccess ? (
        <NewDirectoryToken token={create.data.token} onKept={onClose} />
      ) : (
        <form onSubmit={form.onSubmit((values) => create.mutate(values))} noValidate>
          <Stack>
            <TextInput label="Name" required data-autofocus maxLength={80} {...form.getInputProps('name')} />
            <Select
              label="The tokens that there are"
              data={OVERLAPS}
              allowDeselect={false}
              {...form.getInputProps('overlap')}
            />
            <FormEnd of={create} act="Make it" onCancel={onClose} />
          </Stack>
        </form>
      )}
    </Dialog>
  );
}
