import { Button, Checkbox, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { Dialog } from '../../ui/dialog.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import { rolesQuery } from './access-queries.js';

export function CreateServiceAccountDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const queries = useQueryClient();
  const roles = useQuery({ ...rolesQuery, enabled: opened });
  const form = useForm({
    initialValues: { name: '', description: '', roles: [] as string[] },
    validate: {
      name: (name) => (name.trim() === '' ? 'Name the program that it is for.' : null),
      roles: (chosen) => (chosen.length === 0 ? 'Choose at least one role.' : null),
    },
  });
  const close = () => {
    onClose();
    create.reset();
    form.reset();
  };
  const create = useMutation({
    mutationFn: ({ name, description, roles: chosen }: typeof form.values) =>
      told(
        api.POST('/api/v1/service-accounts', {
          body: { name: name.trim(), description: description.trim(), roles: chosen },
        }),
      ),
    onSuccess: async () => {
      close();
      toastDone('The service account is there. Make a key for it.');
      await queries.invalidateQueries({ queryKey: ['service-accounts'] });
    },
  });
  return (
    <Dialog opened={opened} onClose={close} title="New service account" size="lg">
      <form onSubmit={form.onSubmit((values) => create.mutate(values))} noValidate>
        <Stack>
          <TextInput
            label="Name"
            placeholder="Deploy pipeline"
            required
            data-autofocus
            maxLength={120}
            {...form.getInputProps('name')}
          />
          <Textarea
            label="What it is for"
            autosize
            minRows={2}
            maxLength={500}
            {...form.getInputProps('description')}
          />
          {roles.isPending && <RowsSkeleton rows={4} />}
          <Checkbox.Group label="Roles" required {...form.getInputProps('roles')}>
            <Stack gap="sm" mt={6}>
              {roles.data?.items.map(({ name, title, description }) => (
                <Checkbox key={name} value={name} label={title} description={description} />
              ))}
            </Stack>
          </Checkbox.Group>
          {(create.error ?? roles.error) !== null && <ProblemView error={create.error ?? roles.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending}>
              Create
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
