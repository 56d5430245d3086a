import { Group, Select, Stack, Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { Dialog } from '../../ui/dialog.js';
import { FormEnd } from '../../ui/form-end.js';
import { minutesInWords } from '../../ui/time.js';
import { toastDone } from '../../ui/toast.js';
import { useRoleTitle } from './access-queries.js';
import { approverInWords, elevationRulesQuery, ELEVATIONS } from './elevation-queries.js';

const DURATIONS = [
  { value: '30', label: '30 minutes' },
  { value: '60', label: '1 hour' },
  { value: '240', label: '4 hours' },
  { value: '480', label: '8 hours' },
  { value: '1440', label: 'A day' },
];
/** A rule may allow less than the shortest of them: then that is the one to choose. */
function durationsWithin(most: number) {
  const fitting = DURATIONS.filter(({ value }) => Number(value) <= most);
  return fitting.length > 0 ? fitting : [{ value: String(most), label: minutesInWords(most) }];
}

export function RequestElevationDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const queries = useQueryClient();
  const roleTitle = useRoleTitle();
  const rules = useQuery({ ...elevationRulesQuery, enabled: opened });
  const askable = rules.data?.items.filter(({ isAskable }) => isAskable) ?? [];
  const choices = askable.map(({ role, title }) => ({ value: role, label: title }));
  const form = useForm({
    initialValues: { role: null as string | null, minutes: '60', reason: '' },
    validate: {
      role: (role) => (role === null ? 'Choose the role that you need.' : null),
      reason: (reason) => (reason.trim() === '' ? 'Say what you need it for.' : null),
    },
  });
  const rule = askable.find(({ role }) => role === form.values.role);
  const durations = durationsWithin(rule?.maxMinutes ?? Infinity);
  /** What was chosen for another role may be longer than this one is given. */
  const choose = (role: string | null) => {
    form.setFieldValue('role', role);
    const most = askable.find((each) => each.role === role)?.maxMinutes ?? Infinity;
    const fitting = DURATIONS.filter(({ value }) => Number(value) <= Math.min(most, Number(form.values.minutes)));
    form.setFieldValue('minutes', fitting.at(-1)?.value ?? String(most));
  };
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
      toastDone('Asked. Somebody else has to approve it.');
      await queries.invalidateQueries({ queryKey: ELEVATIONS });
    },
  });
  return (
    <Dialog opened={opened} onClose={close} title="Ask for a role for a while">
      <form onSubmit={form.onSubmit((values) => ask.mutate(values))} noValidate>
        <Stack>
          <Group grow align="flex-start">
            <Select
              label="Role"
              data={choices}
              required
              data-autofocus
              {...form.getInputProps('role')}
              onChange={choose}
            />
            <Select label="For" data={durations} allowDeselect={false} {...form.getInputProps('minutes')} />
          </Group>
          {rule !== undefined && (
            <Text size="sm" c="dimmed">
              Decided by {approverInWords(rule.approver, roleTitle)}, never by you. For{' '}
              {minutesInWords(rule.maxMinutes)} at most.
            </Text>
          )}
          <Textarea
            label="Reason"
            description="Whoever approves reads it; it stands in the audit log."
            required
            autosize
            minRows={2}
            maxLength={1000}
            {...form.getInputProps('reason')}
          />
          <FormEnd of={ask} act="Ask" onCancel={close} />
        </Stack>
      </form>
    </Dialog>
  );
}
