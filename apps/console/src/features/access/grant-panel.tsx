import { Badge, Button, Group, Select, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, told } from '../../api/client.js';
import { useMay } from '../../app/session.js';
import { Panel } from '../../ui/panel.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { rolesQuery, useRoleTitle } from './access-queries.js';
import { loadGrants } from './group-queries.js';
import { teamsQuery } from './team-queries.js';

interface Holder {
  readonly kind: 'person' | 'group' | 'service';
  readonly id: string;
  readonly label: string;
}

/** The roles of a person or a group, each for the organisation or for one team; given and taken one by one. */
export function GrantPanel({ holder }: { holder: Holder }) {
  const queries = useQueryClient();
  const may = useMay();
  const roleTitle = useRoleTitle();
  const KEY = ['grants', holder.id];
  const grants = useQuery({ queryKey: KEY, queryFn: () => loadGrants(holder.id) });
  const refresh = () =>
    Promise.all(
      [KEY, ['members'], ['me'], ['member-access']].map((queryKey) => queries.invalidateQueries({ queryKey })),
    );
  const take = useMutation({
    mutationFn: (id: string) => told(api.DELETE('/api/v1/grants/{id}', { params: { path: { id } } })),
    onSuccess: refresh,
  });
  return (
    <Panel title="Roles" note="A role for one team reaches the team, its people, their machines and their evidence.">
      <Stack gap="sm">
        {(grants.error ?? take.error) !== null && <ProblemView error={grants.error ?? take.error} />}
        {grants.isPending && <RowsSkeleton rows={2} />}
        {grants.data?.items.length === 0 && (
          <Text size="sm" c="dimmed">
            None yet.
          </Text>
        )}
        {grants.data?.items.map(({ id, role, team }) => (
          <Group key={id} justify="space-between">
            <Badge variant="light" color={team === null ? 'azure' : 'or'} tt="none" fw={560} size="lg">
              {roleTitle(role)}
              {team !== null && `, in the team ${team.name} alone`}
            </Badge>
            {may('role:update') && (
              <Button
                size="compact-xs"
                variant="default"
                loading={take.isPending && take.variables === id}
                onClick={() => take.mutate(id)}
                aria-label={`Take the role ${roleTitle(role)} from ${holder.label}`}
              >
                Take
              </Button>
            )}
          </Group>
        ))}
        {may('role:update') && <GiveForm holder={holder} onGiven={refresh} />}
      </Stack>
    </Panel>
  );
}

function GiveForm({ holder: { kind, id }, onGiven }: { holder: Holder; onGiven: () => Promise<unknown> }) {
  const roles = useQuery(rolesQuery);
  const teams = useQuery(teamsQuery);
  const [role, setRole] = useState<string | null>(null);
  const [teamId, setTeamId] = useState('');
  const give = useMutation({
    mutationFn: () =>
      told(
        api.POST('/api/v1/grants', {
          body: { holder: { kind, id }, role: role ?? '', teamId: teamId === '' ? null : teamId },
        }),
      ),
    onSuccess: async () => {
      setRole(null);
      await onGiven();
    },
  });
  const places = [
    { value: '', label: 'The whole organisation' },
    ...(teams.data?.items.map((team) => ({ value: team.id, label: `The team ${team.name}` })) ?? []),
  ];
  return (
    <>
      <Group align="flex-end">
        <Select
          label="Role"
          placeholder="Choose a role"
          data={roles.data?.items.map(({ name, title }) => ({ value: name, label: title })) ?? []}
          value={role}
          onChange={setRole}
        />
        <Select
          label="For"
          data={places}
          value={teamId}
          allowDeselect={false}
          onChange={(value) => setTeamId(value ?? '')}
        />
        <Button disabled={role === null} loading={give.isPending} onClick={() => give.mutate()}>
          Give
        </Button>
      </Group>
      {give.isError && <ProblemView error={give.error} />}
    </>
  );
}
