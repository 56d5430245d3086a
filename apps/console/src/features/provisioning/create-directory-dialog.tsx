import { NumberInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { Dialog } from '../../ui/dialog.js';
import { FormEnd } from '../../ui/form-end.js';
import { DIRECTORIES } from './directory-queries.js';
import { NewDirectoryToken } from './new-directory-token.js';

export function CreateDirectoryDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { name: '', expiresInDays: 365 },
    validate: { name: (name) => (name.trim() === '' ? 'Name it, such as Okta.' : null) },
  });
  const create = useMutation({
    mutationFn: ({ name, expiresInDays }: typeof form.values) =>
      told(api.POST('/api/v1/directories', { body: { name: name.trim(), expiresInDays } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: DIRECTORIES }),
  });
  const close = () => {
    onClose();
    create.reset();
    form.reset();
  };
  return (
    <Dialog opened={opened} onClose={close} title="New directory" closeOnClickOutside={!create.isSuccess}>
      {create.isSuccess ? (
        <NewDirectoryToken token={create.data.token} baseUrl={create.data.baseUrl} onKept={close} />
      ) : (
        <form onSubmit={form.onSubmit((values) => create.mutate(values))} noValidate>
          <Stack>
            <TextInput
              label="Name"
              placeholder="Okta"
              required
              data-autofocus
              maxLength={80}
              {...form.getInputProps('name')}
            />
            <NumberInput
              label="Token good for (days)"
              min={1}
              max={1095}
              allowDecimal={false}
              {...form.getInputProps('expiresInDays')}
            />
            <FormEnd of={create} act="Make it" onCancel={close} />
          </Stack>
        </form>
      )}
    </Dialog>
  );
}
