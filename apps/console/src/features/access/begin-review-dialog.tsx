import { Checkbox, Group, MultiSelect, NumberInput, Radio, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { api, told } from '../../api/client.js';
import { Dialog } from '../../ui/dialog.js';
import { FormEnd } from '../../ui/form-end.js';
import { rolesQuery } from './access-queries.js';
import { REVIEWS } from './review-queries.js';
import { teamsQuery } from './team-queries.js';

export function BeginReviewDialog({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const go = useNavigate();
  const roles = useQuery(rolesQuery);
  const teams = useQuery(teamsQuery);
  const members = useQuery({
    queryKey: ['members', 'reviewers'],
    queryFn: () => told(api.GET('/api/v1/members', { params: { query: { limit: 100 } } })),
  });
  const form = useForm({
    initialValues: {
      name: '',
      kinds: ['grant'] as string[],
      roles: [] as string[],
      teamId: null as string | null,
      reviewers: [] as string[],
      dueInDays: 14,
      outcome: 'keep',
    },
    validate: {
      name: (name) => (name.trim() === '' ? 'Name the review.' : null),
      kinds: (kinds) => (kinds.length === 0 ? 'Choose what it asks about.' : null),
      reviewers: (people) => (people.length === 0 ? 'Name who decides. Nobody decides on what she has herself.' : null),
    },
  });
  const begin = useMutation({
    mutationFn: ({ name, kinds, outcome, ...rest }: typeof form.values) =>
      told(
        api.POST('/api/v1/reviews', {
          body: {
            ...rest,
            name: name.trim(),
            kinds: kinds as ('grant' | 'key' | 'machine')[],
            outcome: outcome as 'keep' | 'revoke',
          },
        }),
      ),
    onSuccess: async ({ id }) => {
      onClose();
      await queries.invalidateQueries({ queryKey: REVIEWS });
      await go(`/reviews/${id}`);
    },
  });
  return (
    <Dialog opened onClose={onClose} title="Begin an access review" size="lg">
      <form onSubmit={form.onSubmit((values) => begin.mutate(values))} noValidate>
        <Stack>
          <TextInput
            label="Name"
            placeholder="Fourth quarter"
            required
            data-autofocus
            maxLength={120}
            {...form.getInputProps('name')}
          />
          <Checkbox.Group label="Asks about" {...form.getInputProps('kinds')}>
            <Group mt="xs">
              <Checkbox value="grant" label="Roles" />
              <Checkbox value="key" label="Keys of service accounts" />
              <Checkbox value="machine" label="Machines" />
            </Group>
          </Checkbox.Group>
          <Group grow align="flex-start">
            <MultiSelect
              label="Of these roles"
              placeholder="Every role"
              data={roles.data?.items.map(({ name, title }) => ({ value: name, label: title })) ?? []}
              {...form.getInputProps('roles')}
            />
            <Select
              label="Of the people of"
              placeholder="The whole organisation"
              clearable
              clearButtonProps={{ 'aria-label': 'The whole organisation' }}
              data={teams.data?.items.map(({ id, name }) => ({ value: id, label: name })) ?? []}
              {...form.getInputProps('teamId')}
            />
          </Group>
          <MultiSelect
            label="Decided by"
            description="Any of them; none decides on what she has herself."
            required
            searchable
            data={members.data?.items.map(({ person }) => ({ value: person.id, label: person.name })) ?? []}
            {...form.getInputProps('reviewers')}
          />
          <NumberInput
            label="Due in, days"
            min={1}
            max={365}
            allowDecimal={false}
            {...form.getInputProps('dueInDays')}
          />
          <Radio.Group label="What nobody has decided on by then" {...form.getInputProps('outcome')}>
            <Group mt="xs">
              <Radio value="keep" label="is kept" />
              <Radio value="revoke" label="is revoked, but for the last owner" />
            </Group>
          </Radio.Group>
          <FormEnd of={begin} act="Begin" onCancel={onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}
