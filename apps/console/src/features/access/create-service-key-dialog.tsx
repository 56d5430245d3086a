import { Group, MultiSelect, Select, Stack, TagsInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { Dialog } from '../../ui/dialog.js';
import { FormEnd } from '../../ui/form-end.js';
import { useKeyLimits } from './key-limits.js';
import { NewServiceToken } from './new-service-token.js';
import type { ServiceAccount } from './service-account-queries.js';

const LIFETIMES = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '180', label: '180 days' },
  { value: '366', label: 'A year' },
];

interface CreateServiceKeyDialogProps {
  account: ServiceAccount;
  opened: boolean;
  onClose: () => void;
}

/** Makes a key and shows its token, this once. */
export function CreateServiceKeyDialog({ account, opened, onClose }: CreateServiceKeyDialogProps) {
  const queries = useQueryClient();
  const limits = useKeyLimits(account.roles, opened);
  const form = useForm({
    initialValues: { name: '', days: '90', permissions: [] as string[], networks: [] as string[] },
    validate: { name: (name) => (name.trim() === '' ? 'Name the place where it will be used.' : null) },
  });
  const create = useMutation({
    mutationFn: ({ name, days, permissions, networks }: typeof form.values) =>
      told(
        api.POST('/api/v1/service-accounts/{id}/keys', {
          params: { path: { id: account.id } },
          body: {
            name: name.trim(),
            expiresInDays: Number(days),
            permissions: permissions.length === 0 ? ['*'] : permissions,
            networks,
          },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['service-accounts'] }),
  });
  const close = () => {
    onClose();
    create.reset();
    form.reset();
  };
  return (
    <Dialog
      opened={opened}
      onClose={close}
      title={create.isSuccess ? 'Keep this key now' : `New key for ${account.name}`}
      size="lg"
      closeOnClickOutside={!create.isSuccess}
    >
      {create.isSuccess ? (
        <NewServiceToken token={create.data.token} onKept={close} />
      ) : (
        <form onSubmit={form.onSubmit((values) => create.mutate(values))} noValidate>
          <Stack>
            <Group grow align="flex-start">
              <TextInput
                label="Name"
                placeholder="Production runner"
                required
                data-autofocus
                maxLength={120}
                {...form.getInputProps('name')}
              />
              <Select label="Valid for" data={LIFETIMES} allowDeselect={false} {...form.getInputProps('days')} />
            </Group>
            <MultiSelect
              label="Only for these permissions"
              description="None chosen: all that the roles of the account allow."
              data={limits}
              searchable
              clearable
              {...form.getInputProps('permissions')}
            />
            <TagsInput
              label="Only from these networks"
              description="CIDR, such as 192.0.2.0/24, or single addresses. None: from everywhere."
              placeholder="Enter adds one"
              splitChars={[',', ' ']}
              {...form.getInputProps('networks')}
            />
            <FormEnd of={create} act="Create" onCancel={close} />
          </Stack>
        </form>
      )}
    </Dialog>
  );
}
