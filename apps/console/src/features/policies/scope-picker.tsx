import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { useMay } from '../../app/session.js';
import { groupChoicesQuery } from '../access/group-queries.js';
import { teamsQuery } from '../access/team-queries.js';
import { projectChoicesQuery } from '../tenancy/project-queries.js';
import { layersQuery, type LayerScope } from './layer-queries.js';

/** Chooses whose policy to edit: the organisation's, or that of a team, a group or a project. */
export function ScopePicker({ scope }: { scope: LayerScope | null }) {
  const navigate = useNavigate();
  const groups = useScopeChoices();
  return (
    <Select
      label="Whose policy"
      w={320}
      maw="100%"
      searchable
      allowDeselect={false}
      nothingFoundMessage="No team, group or project is called so"
      data={[{ group: 'Everybody', items: [{ value: 'org', label: 'The organisation' }] }, ...groups]}
      value={scope === null ? 'org' : `${scope.kind}/${scope.id}`}
      onChange={(value) => void navigate(value === null || value === 'org' ? '/policy' : `/policy/for/${value}`)}
    />
  );
}

interface Choices {
  readonly group: string;
  readonly items: { value: string; label: string }[];
}

/** Those that the caller may see; one with a policy of its own says so. */
function useScopeChoices(): readonly Choices[] {
  const may = useMay();
  const layers = useQuery(layersQuery);
  const teams = useQuery({ ...teamsQuery, enabled: may('team:read') });
  const groups = useQuery({ ...groupChoicesQuery, enabled: may('member:read') });
  const projects = useQuery({ ...projectChoicesQuery, enabled: may('project:read') });
  const standing = new Set((layers.data?.items ?? []).map(({ scope }) => `${scope.kind}/${scope.id}`));
  const choices = (kind: string, items: readonly { id: string; name: string }[] | undefined) =>
    (items ?? []).map(({ id, name }) => {
      const value = `${kind}/${id}`;
      return { value, label: standing.has(value) ? `${name} · has a policy` : name };
    });
  return [
    { group: 'Teams', items: choices('team', teams.data?.items) },
    { group: 'Groups', items: choices('group', groups.data?.items) },
    { group: 'Projects', items: choices('project', projects.data?.items) },
  ].filter(({ items }) => items.length > 0);
}
