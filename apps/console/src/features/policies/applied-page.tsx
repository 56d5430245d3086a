import { Alert, Badge, Group, List, Select, Stack, Table, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconStack2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, told } from '../../api/client.js';
import { ApiProblem } from '../../api/problem.js';
import { useMay } from '../../app/session.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { useSearchParam } from '../../ui/search-params.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { dayOf } from '../../ui/time.js';
import { MachineSelect } from '../fleet/machine-select.js';
import { projectChoicesQuery } from '../tenancy/project-queries.js';
import { type AppliedPolicy, appliedQuery } from './layer-queries.js';
import { PolicyNav } from './policy-nav.js';

/** What applies to somebody, and which layer each part comes from. */
export function AppliedPage() {
  const may = useMay();
  const isForOthers = may('member:read');
  const [person, setPerson] = useSearchParam('person');
  const [project, setProject] = useSearchParam('project');
  const [machine, setMachine] = useSearchParam('machine');
  const wanted = {
    ...(person !== '' && { person }),
    ...(machine !== '' && person === '' && { machine }),
    ...(project !== '' && { project }),
  };
  const isMine = !isForOthers || (person === '' && machine === '');
  const applied = useQuery(appliedQuery(wanted, isMine));
  const isNone = applied.error instanceof ApiProblem && applied.error.code === 'policy.none';
  return (
    <Page wide title="Policy" lead="What applies to somebody, and which layer says so.">
      <PolicyNav />
      <Stack>
        <Group align="flex-end">
          {isForOthers && <PersonSelect value={person} onChange={setPerson} />}
          {isForOthers && may('machine:read') && person === '' && (
            <MachineSelect label="Or machine" placeholder="By its name" value={machine} onChange={setMachine} />
          )}
          {may('project:read') && <ProjectSelect value={project} onChange={setProject} />}
        </Group>
        {isMine && (
          <Text size="sm" c="dimmed">
            This applies to you{isForOthers ? '. Choose a person or a machine to see what applies there.' : '.'}
          </Text>
        )}
        {isNone && (
          <Empty icon={<IconStack2 size={22} />} title="Nothing applies to anybody yet">
            Publish a policy for the organisation first; teams, groups and projects then say what is different for them.
          </Empty>
        )}
        {applied.isError && !isNone && <ProblemView error={applied.error} onRetry={() => void applied.refetch()} />}
        {applied.isPending && <RowsSkeleton rows={8} />}
        {applied.data !== undefined && <Applied applied={applied.data} />}
      </Stack>
    </Page>
  );
}

interface ChoiceProps {
  value: string;
  onChange: (value: string | null) => void;
}

function PersonSelect({ value, onChange }: ChoiceProps) {
  const [search, setSearch] = useState('');
  const [sought] = useDebouncedValue(search.trim(), 200);
  const members = useQuery({
    queryKey: ['members', 'to-explain', sought],
    queryFn: () =>
      told(api.GET('/api/v1/members', { params: { query: { limit: 20, ...(sought !== '' && { search: sought }) } } })),
    placeholderData: (former) => former,
  });
  return (
    <Select
      label="Person"
      placeholder="You"
      w={300}
      maw="100%"
      searchable
      clearable
      data={(members.data?.items ?? []).map(({ person }) => ({ value: person.id, label: person.email }))}
      filter={({ options }) => options}
      value={value === '' ? null : value}
      onChange={onChange}
      onSearchChange={setSearch}
      nothingFoundMessage="No member is called so"
    />
  );
}

function ProjectSelect({ value, onChange }: ChoiceProps) {
  const projects = useQuery(projectChoicesQuery);
  return (
    <Select
      label="Working in"
      placeholder="Any place"
      w={260}
      maw="100%"
      searchable
      clearable
      data={(projects.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      value={value === '' ? null : value}
      onChange={onChange}
      nothingFoundMessage="No project is called so"
    />
  );
}

function Applied({ applied }: { applied: AppliedPolicy }) {
  const { layers, values, rules, locks, refused, waivers } = applied;
  const nameAt = (at: number): string => {
    const layer = layers[at];
    return layer === undefined
      ? ''
      : layer.kind === 'org' || layer.kind === 'castellan'
        ? layer.name
        : `${layer.kind} ${layer.name}`;
  };
  return (
    <>
      {applied.mayLoosen === false && (
        <Alert color="or" title="In this project only stricter">
          She is of no team that answers for the project: what it says milder than the rest is not for her.
        </Alert>
      )}
      <Panel title="Layers" note="Each lies upon those before it.">
        <Group gap="xs">
          {layers.map(({ id, version }, at) => (
            <Badge key={id} variant="light" tt="none" fw={560}>
              {nameAt(at)}
              {version !== null && ` · version ${String(version)}`}
            </Badge>
          ))}
        </Group>
      </Panel>
      <Panel title="Values" flush>
        <SaidBy
          head={['Value', 'Is']}
          rows={values.map(({ setting, value, layer }) => ({
            key: setting,
            what: <code>{setting}</code>,
            is: Array.isArray(value) ? value.join(', ') : String(value),
            by: nameAt(layer),
          }))}
        />
      </Panel>
      <Panel title="Rules" flush>
        {rules.length === 0 ? (
          <Text size="sm" c="dimmed" p="md">
            No layer has a rule: risk alone decides.
          </Text>
        ) : (
          <SaidBy
            head={['Rule', 'Answer']}
            rows={rules.map(({ section, id, effect, layer }, at) => ({
              key: `${section} ${id} ${String(at)}`,
              what: (
                <>
                  <code>{id}</code>{' '}
                  <Text span size="xs" c="dimmed">
                    {section}
                  </Text>
                </>
              ),
              is: effect,
              by: nameAt(layer),
            }))}
          />
        )}
      </Panel>
      {refused.length > 0 && (
        <Panel title="Refused by a lock" note="Wanted by a layer, and not given.">
          <List size="sm">
            {refused.map(({ what, layer, lockedBy }) => (
              <List.Item key={`${what} ${String(layer)}`}>
                <code>{what}</code>, wanted by {nameAt(layer)}, locked by {nameAt(lockedBy)}
              </List.Item>
            ))}
          </List>
        </Panel>
      )}
      {waivers.length > 0 && (
        <Panel title="Waivers">
          <List size="sm">
            {waivers.map(({ id, rules: excepted, effect, expires, reason }) => (
              <List.Item key={id}>
                <code>{excepted.join(', ')}</code> answered {effect} until {dayOf(expires)}: {reason}
              </List.Item>
            ))}
          </List>
        </Panel>
      )}
      {locks.length > 0 && (
        <Text size="sm" c="dimmed">
          Locked: {locks.map(({ what, layer }) => `${what} (${nameAt(layer)})`).join(', ')}
        </Text>
      )}
    </>
  );
}

interface SaidByProps {
  head: readonly [what: string, is: string];
  rows: readonly { key: string; what: ReactNode; is: string; by: string }[];
}

/** Parts of a policy, and the layer that each comes from. */
const SaidBy = ({ head, rows }: SaidByProps) => (
  <Table miw={520}>
    <Table.Thead>
      <Table.Tr>
        {[...head, 'Said by'].map((title) => (
          <Table.Th key={title}>{title}</Table.Th>
        ))}
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {rows.map(({ key, what, is, by }) => (
        <Table.Tr key={key}>
          <Table.Td>{what}</Table.Td>
          <Table.Td>{is}</Table.Td>
          <Table.Td>{by}</Table.Td>
        </Table.Tr>
      ))}
    </Table.Tbody>
  </Table>
);
