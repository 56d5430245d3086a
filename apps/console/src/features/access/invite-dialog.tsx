import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { CopyField } from '../../ui/copy.js';
import { Dialog } from '../../ui/dialog.js';
import { ProblemView } from '../../ui/states.js';
import { rolesQuery } from './access-queries.js';

export function InviteDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const queries = useQueryClient();
  const roles = useQuery({ ...rolesQuery, enabled: opened });
  const form = useForm({
    initialValues: { email: '', role: 'developer' },
    validate: {
      email: (email) =>
        /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim()) ? null : 'Enter an e-mail address, like name@example.com.',
    },
  });
  const invite = useMutation({
    mutationFn: ({ email, role }: typeof form.values) =>
      told(api.POST('/api/v1/invitations', { body: { email: email.trim(), role } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['invitations'] }),
  });
  const close = () => {
    onClose();
    invite.reset();
    form.reset();
  };
  return (
    <Dialog opened={opened} onClose={close} title={invite.isSuccess ? 'Send this link' : 'Invite a person'} size="lg">
      {invite.isSuccess ? (
        <Stack>
          <Text size="sm">
            Give it to {form.values.email} by a channel that only they read. It works once, for 24 hours. They make an
            account with it, or join with the one that they have.
          </Text>
          <CopyField label="Link" value={invite.data.url} />
          <Group justify="flex-end">
            <Button onClick={close}>Done</Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={form.onSubmit((values) => invite.mutate(values))} noValidate>
          <Stack>
            <TextInput label="E-mail" type="email" required data-autofocus {...form.getInputProps('email')} />
            <Select
              label="Role"
              allowDeselect={false}
              data={(roles.data?.items ?? []).map(({ name, title }) => ({ value: name, label: title }))}
              {...form.getInputProps('role')}
            />
            {(invite.error ?? roles.error) !== null && <ProblemView error={invite.error ?? roles.error} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
              <Button type="submit" loading={invite.isPending}>
                Make the link
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Dialog>
  );
}
