import { Button, Group, Modal, Select, Stack, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { useMay } from '../../app/session.js';
import { ProblemView } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import { rolesQuery, roleTitle } from './access-queries.js';
import { ELEVATIONS } from './elevation-queries.js';

const DURATIONS = [
  { value: '30', label: '30 minutes' },
  { value: '60', label: '1 hour' },
  { value: '240', label: '4 hours' },
  { value: '480', label: '8 hours' },
  { value: '1440', label: 'A day' },
];
/** What everybody may ask for, also who may not list the roles. */
const BUILT_IN = ['owner', 'admin', 'security-admin', 'auditor', 'developer'];

export function RequestElevationDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const queries = useQueryClient();
  const mayList = useMay()('role:read');
  const roles = useQuery({ ...rolesQuery, enabled: opened && mayList });
  const choices =
    roles.data?.items.map(({ name, title }) => ({ value: name, label: title })) ??
    BUILT_IN.map((name) => ({ value: name, label: roleTitle(name) }));
  const form = useForm({
    initialValues: { role: null as string | null, minutes: '60', reason: '' },
    validate: {
      role: (role) => (role === null ? 'Choose the role that you need.' : null),
      reason: (reason) => (reason.trim() === '' ? 'Say what you need it for.' : null),
    },
  });
  const close = () => {
    onClose();
    ask.reset();
    form.reset();
  };
  const ask = useMutation({
    mutationFn: ({ role, minutes, reason }: typeof form.values) =>
      told(
        api.POST('/api/v1/elevations', {
          body: { role: role ?? '', minutes: Number(minutes), reason: reason.trim() },
        }),
      ),
    onSuccess: async () => {
      close();
      toastDone('Asked. Somebody who could give the role has to approve it.');
      await queries.invalidateQueries({ queryKey: ELEVATIONS });
    },
  });
  return (
    <Modal opened={opened} onClose={close} title="Ask for a role for a while">
      <form onSubmit={form.onSubmit((values) => ask.mutate(values))} noValidate>
        <Stack>
          <Group grow align="flex-start">
            <Select label="Role" data={choices} required data-autofocus {...form.getInputProps('role')} />
            <Select label="For" data={DURATIONS} allowDeselect={false} {...form.getInputProps('minutes')} />
          </Group>
          <Textarea
            label="Reason"
            description="Whoever approves reads it; it stands in the audit log."
            required
            autosize
            minRows={2}
            maxLength={1000}
            {...form.getInputProps('reason')}
          />
          {ask.isError && <ProblemView error={ask.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={ask.isPending}>
              Ask
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
