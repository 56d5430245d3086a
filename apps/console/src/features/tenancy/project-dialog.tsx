import { Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { canonicalRemote } from '#contracts';
import { api, told } from '../../api/client.js';
import { useMay } from '../../app/session.js';
import { Dialog } from '../../ui/dialog.js';
import { FormEnd } from '../../ui/form-end.js';
import { toastDone } from '../../ui/toast.js';
import { teamsQuery } from '../access/team-queries.js';
import { PROJECTS, type ProjectView } from './project-queries.js';

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

interface ProjectDialogProps {
  /** The project to change; null makes a new one. */
  project: ProjectView | null;
  onClose: () => void;
}

export function ProjectDialog({ project, onClose }: ProjectDialogProps) {
  const queries = useQueryClient();
  const maySeeTeams = useMay()('team:read');
  const teams = useQuery({ ...teamsQuery, enabled: maySeeTeams });
  const form = useForm({
    initialValues: {
      name: project?.name ?? '',
      description: project?.description ?? '',
      teamId: project?.team?.id ?? null,
      remotes: project?.remotes.map((remote) => `https://${remote}`).join('\n') ?? '',
    },
    validate: {
      name: (name) => (name.trim() === '' ? 'Name the project.' : null),
      remotes: (text) => {
        const strange = linesOf(text).find((line) => canonicalRemote(line) === null);
        return strange === undefined ? null : `“${strange}” is no git remote of a host.`;
      },
    },
  });
  const save = useMutation({
    mutationFn: ({ name, description, teamId, remotes }: typeof form.values) => {
      const body = { name: name.trim(), description: description.trim(), teamId, remotes: linesOf(remotes) };
      return project === null
        ? told(api.POST('/api/v1/projects', { body }))
        : told(api.PUT('/api/v1/projects/{id}', { params: { path: { id: project.id } }, body }));
    },
    onSuccess: async () => {
      onClose();
      toastDone(project === null ? 'The project is there.' : 'The project is changed.');
      await queries.invalidateQueries({ queryKey: PROJECTS });
    },
  });
  return (
    <Dialog opened onClose={onClose} title={project === null ? 'New project' : `Change ${project.name}`}>
      <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
        <Stack>
          <TextInput label="Name" required data-autofocus maxLength={80} {...form.getInputProps('name')} />
          <Textarea
            label="Git remotes"
            description="One on each line, as “git remote -v” shows them. The spelling does not matter."
            placeholder="git@github.com:acme/payments.git"
            autosize
            minRows={3}
            {...form.getInputProps('remotes')}
          />
          <Select
            label="Team that answers for it"
            placeholder="None"
            clearable
            clearButtonProps={{ 'aria-label': 'No team' }}
            data={teams.data?.items.map(({ id, name }) => ({ value: id, label: name })) ?? []}
            {...form.getInputProps('teamId')}
          />
          <Textarea label="What it is" autosize minRows={2} maxLength={500} {...form.getInputProps('description')} />
          <FormEnd of={save} act={project === null ? 'Create' : 'Save'} onCancel={onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}
