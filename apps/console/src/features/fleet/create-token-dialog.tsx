import { Alert, Button, Group, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { CopyField } from '../../ui/copy.js';
import { Dialog } from '../../ui/dialog.js';
import { FormEnd } from '../../ui/form-end.js';

const LIFETIMES = [
  { value: '1', label: '1 hour' },
  { value: '24', label: '1 day' },
  { value: '168', label: '1 week' },
  { value: '720', label: '30 days' },
  { value: '2160', label: '90 days' },
];

/** Makes a token and shows it, this once. */
export function CreateTokenDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { label: '', hours: '24', uses: 1 },
    validate: {
      label: (label) => (label.trim() === '' ? 'Name the roll-out that it is for.' : null),
      uses: (uses) =>
        Number.isInteger(uses) && uses >= 1 && uses <= 100_000 ? null : 'Between 1 and 100,000 machines.',
    },
  });
  const create = useMutation({
    mutationFn: ({ label, hours, uses }: typeof form.values) =>
      told(
        api.POST('/api/v1/enrolment-tokens', { body: { label: label.trim(), expiresInHours: Number(hours), uses } }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['enrolment-tokens'] }),
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
      title={create.isSuccess ? 'Keep this token now' : 'New enrolment token'}
      size="lg"
      closeOnClickOutside={!create.isSuccess}
    >
      {create.isSuccess ? (
        <Stack>
          <Alert color="or">It is not shown again. Put it where your device management reads secrets.</Alert>
          <CopyField label="Token" value={create.data.token} />
          <Text size="sm">On each machine:</Text>
          <CopyField label="Command" value={`castellan enroll ${location.origin} --token ${create.data.token}`} />
          <Group justify="flex-end">
            <Button onClick={close}>I have kept it</Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={form.onSubmit((values) => create.mutate(values))} noValidate>
          <Stack>
            <TextInput
              label="Label"
              placeholder="Jamf roll-out, Berlin"
              required
              data-autofocus
              maxLength={120}
              {...form.getInputProps('label')}
            />
            <Group grow align="flex-start">
              <Select label="Valid for" data={LIFETIMES} allowDeselect={false} {...form.getInputProps('hours')} />
              <NumberInput
                label="Machines it may enrol"
                min={1}
                max={100_000}
                allowDecimal={false}
                thousandSeparator=","
                {...form.getInputProps('uses')}
              />
            </Group>
            <FormEnd of={create} act="Create" onCancel={close} />
          </Stack>
        </form>
      )}
    </Dialog>
  );
}
