import { Checkbox, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import type { Role } from '../../api/wire.js';
import { useMay } from '../../app/session.js';
import { Dialog } from '../../ui/dialog.js';
import { FormEnd } from '../../ui/form-end.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import classes from './roles-page.module.css';
import { permissionsQuery } from './service-account-queries.js';

const NAME = /^[a-z][a-z0-9-]{1,38}[a-z0-9]$/;

/** `On call (EU)` → `on-call-eu` */
const nameFrom = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[-0-9]+|-+$/g, '')
    .slice(0, 40);

interface RoleDialogProps {
  /** The role to change; null makes a new one. */
  role: Role | null;
  onClose: () => void;
}

export function RoleDialog({ role, onClose }: RoleDialogProps) {
  const queries = useQueryClient();
  const form = useForm({
    initialValues: {
      title: role?.title ?? '',
      description: role?.description ?? '',
      permissions: role?.permissions.map(({ name }) => name) ?? [],
    },
    validate: {
      title: (title) =>
        role !== null || NAME.test(nameFrom(title)) ? null : 'Begin with a letter, and use at least three of them.',
      permissions: (chosen) => (chosen.length === 0 ? 'A role allows at least one thing.' : null),
    },
  });
  const save = useMutation({
    mutationFn: ({ title, description, permissions }: typeof form.values) => {
      const body = { title: title.trim(), description: description.trim(), permissions: permissions as never[] };
      return role === null
        ? told(api.POST('/api/v1/roles', { body: { name: nameFrom(title), ...body } }))
        : told(api.PUT('/api/v1/roles/{name}', { params: { path: { name: role.name } }, body }));
    },
    onSuccess: async () => {
      onClose();
      toastDone(role === null ? 'The role is there.' : 'Whoever has the role has the new permissions.');
      await Promise.all(['roles', 'me', 'member-access'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
    },
  });
  return (
    <Dialog opened onClose={onClose} title={role === null ? 'New role' : `Change ${role.title}`} size="lg">
      <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
        <Stack>
          <TextInput
            label="Name"
            placeholder="On call"
            required
            data-autofocus
            maxLength={60}
            {...form.getInputProps('title')}
          />
          <Textarea label="What it is for" autosize maxLength={500} {...form.getInputProps('description')} />
          <PermissionChoice {...form.getInputProps('permissions')} />
          <FormEnd of={save} act={role === null ? 'Create' : 'Save'} onCancel={onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}

/** Nobody writes into a role what she does not have: what she lacks is shown and cannot be chosen. */
function PermissionChoice(props: { value?: string[]; onChange?: (value: string[]) => void; error?: React.ReactNode }) {
  const may = useMay();
  const permissions = useQuery(permissionsQuery);
  return (
    <Checkbox.Group label="It allows to" required {...props}>
      {permissions.isPending && <RowsSkeleton rows={6} />}
      {permissions.isError && <ProblemView error={permissions.error} />}
      <div className={classes.choice} tabIndex={0} role="group" aria-label="Permissions">
        <Stack gap={8}>
          {permissions.data?.items.map(({ name, means }) => (
            <Checkbox
              key={name}
              value={name}
              disabled={!may(name)}
              label={
                <>
                  {means}{' '}
                  <Text span size="xs" c="dimmed">
                    {name}
                  </Text>
                </>
              }
            />
          ))}
        </Stack>
      </div>
    </Checkbox.Group>
  );
}
