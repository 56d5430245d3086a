import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { useSwitchOrg } from '../../app/session.js';
import { Dialog } from '../../ui/dialog.js';
import { ProblemView } from '../../ui/states.js';
import { slugOf } from '../../ui/text.js';
import { nameFault, slugFault } from './org-fields.js';

export function CreateOrgDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const switchOrg = useSwitchOrg();
  const form = useForm({ initialValues: { name: '', slug: '' }, validate: { name: nameFault, slug: slugFault } });
  const create = useMutation({
    mutationFn: (body: { name: string; slug: string }) => told(api.POST('/api/v1/orgs', { body })),
    onSuccess: (org) => switchOrg.mutate(org.id),
  });
  const rename = (name: string) => {
    const followsName = form.values.slug === slugOf(form.values.name);
    form.setValues({ name, ...(followsName && { slug: slugOf(name) }) });
  };
  return (
    <Dialog opened={opened} onClose={onClose} title="New organisation">
      <form onSubmit={form.onSubmit((values) => create.mutate(values))} noValidate>
        <Stack>
          <TextInput
            label="Name"
            required
            data-autofocus
            {...form.getInputProps('name')}
            onChange={(event) => rename(event.currentTarget.value)}
          />
          <TextInput
            label="Short name"
            description="In addresses and on the command line; it cannot be changed later."
            required
            {...form.getInputProps('slug')}
          />
          {create.isError && <ProblemView error={create.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending || switchOrg.isPending}>
              Create and switch
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
