import { Checkbox, NumberInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { Dialog } from '../../ui/dialog.js';
import { FormEnd } from '../../ui/form-end.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';

const KEY = ['session-policy'];
const load = () => told(api.GET('/api/v1/session-policy'));
type SessionPolicy = Awaited<ReturnType<typeof load>>;

/** How long sessions last, and how fresh a proof dangerous acts want. */
export function SessionPolicyDialog({ onClose }: { onClose: () => void }) {
  const policy = useQuery({ queryKey: KEY, queryFn: load });
  return (
    <Dialog opened onClose={onClose} title="How long sessions last">
      {policy.isPending && <RowsSkeleton rows={4} />}
      {policy.isError && <ProblemView error={policy.error} onRetry={() => void policy.refetch()} />}
      {policy.data !== undefined && <PolicyForm policy={policy.data} onClose={onClose} />}
    </Dialog>
  );
}

function PolicyForm({ policy, onClose }: { policy: SessionPolicy; onClose: () => void }) {
  const queries = useQueryClient();
  const form = useForm<SessionPolicy>({
    initialValues: policy,
    validate: {
      idleMinutes: (idle, { absoluteMinutes }) =>
        idle > absoluteMinutes ? 'A session cannot be unused for longer than it lasts.' : null,
    },
  });
  const save = useMutation({
    mutationFn: (body: SessionPolicy) => told(api.PUT('/api/v1/session-policy', { body })),
    onSuccess: async () => {
      onClose();
      toastDone('It holds now, for the sessions that there are too.');
      await Promise.all([KEY, ['me']].map((queryKey) => queries.invalidateQueries({ queryKey })));
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      <Stack>
        <NumberInput
          label="Ends unused after, minutes"
          description="5 to 720"
          min={5}
          max={720}
          allowDecimal={false}
          data-autofocus
          {...form.getInputProps('idleMinutes')}
        />
        <NumberInput
          label="Ends in any case after, minutes"
          description="30 to 10,080, which is a week. Whoever belongs to several organisations has the shortest of all."
          min={30}
          max={10_080}
          allowDecimal={false}
          {...form.getInputProps('absoluteMinutes')}
        />
        <NumberInput
          label="A proof is fresh for, minutes"
          description="Giving roles, making keys, exporting evidence and the like ask who it is when the last proof is older."
          min={1}
          max={60}
          allowDecimal={false}
          {...form.getInputProps('proofMinutes')}
        />
        <Checkbox
          label="Publishing a policy wants a fresh proof too"
          {...form.getInputProps('freshForPublish', { type: 'checkbox' })}
        />
        <FormEnd of={save} act="Save" onCancel={onClose} />
      </Stack>
    </form>
  );
}
