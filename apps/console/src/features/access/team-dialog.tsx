import { Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { api, told } from '../../api/client.js';
import { Dialog } from '../../ui/dialog.js';
import { FormEnd } from '../../ui/form-end.js';
import { toastDone } from '../../ui/toast.js';
import { type Team, TEAMS } from './team-queries.js';

interface TeamDialogProps {
  /** The team to change; null makes a new one. */
  team: Team | null;
  onClose: () => void;
}

export function TeamDialog({ team, onClose }: TeamDialogProps) {
  const queries = useQueryClient();
  const go = useNavigate();
  const form = useForm({
    initialValues: { name: team?.name ?? '', description: team?.description ?? '' },
    validate: { name: (name) => (name.trim() === '' ? 'Name the team.' : null) },
  });
  const save = useMutation({
    mutationFn: ({ name, description }: typeof form.values) => {
      const body = { name: name.trim(), description: description.trim() };
      return team === null
        ? told(api.POST('/api/v1/teams', { body }))
        : told(api.PUT('/api/v1/teams/{id}', { params: { path: { id: team.id } }, body }));
    },
    onSuccess: async ({ id }) => {
      onClose();
      toastDone(team === null ? 'The team is there. Say who is in it.' : 'The team is changed.');
      await queries.invalidateQueries({ queryKey: TEAMS });
      if (team === null) await go(`/members/teams/${id}`);
    },
  });
  return (
    <Dialog opened onClose={onClose} title={team === null ? 'New team' : `Change ${team.name}`}>
      <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
        <Stack>
          <TextInput
            label="Name"
            placeholder="Payments"
            required
            data-autofocus
            maxLength={80}
            {...form.getInputProps('name')}
          />
          <Textarea
            label="What it is for"
            autosize
            minRows={2}
            maxLength={500}
            {...form.getInputProps('description')}
          />
          <FormEnd of={save} act={team === null ? 'Create' : 'Save'} onCancel={onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}
