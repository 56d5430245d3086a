import { Badge, Button, Checkbox, Group, NumberInput, Select, Stack, Table, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, told } from '../../api/client.js';
import { useMay } from '../../app/session.js';
import { ActionsHead } from '../../ui/actions-head.js';
import { Dialog } from '../../ui/dialog.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { minutesInWords } from '../../ui/time.js';
import { toastDone } from '../../ui/toast.js';
import { useRoleTitle } from './access-queries.js';
import { approverInWords, type ElevationRule, elevationRulesQuery } from './elevation-queries.js';
import { groupChoicesQuery } from './group-queries.js';

/** Which roles may be asked for, how long, and who decides. */
export function ElevationRulesDialog({ onClose }: { onClose: () => void }) {
  const rules = useQuery(elevationRulesQuery);
  const [changing, setChanging] = useState<ElevationRule | null>(null);
  return (
    <Dialog opened onClose={onClose} title="Rules for roles for a while" size="xl">
      <Stack>
        <Text size="sm">Nobody decides on her own request, whatever the rule: there is always a second person.</Text>
        {rules.isPending && <RowsSkeleton />}
        {rules.isError && <ProblemView error={rules.error} onRetry={() => void rules.refetch()} />}
        {rules.data !== undefined && changing === null && <RuleTable rules={rules.data.items} onChange={setChanging} />}
        {changing !== null && <RuleForm rule={changing} onDone={() => setChanging(null)} />}
      </Stack>
    </Dialog>
  );
}

interface RuleTableProps {
  rules: readonly ElevationRule[];
  onChange: (rule: ElevationRule) => void;
}

function RuleTable({ rules, onChange }: RuleTableProps) {
  const may = useMay();
  const roleTitle = useRoleTitle();
  return (
    <Table.ScrollContainer minWidth={520}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Role</Table.Th>
            <Table.Th>Can be asked for</Table.Th>
            <Table.Th>Decided by</Table.Th>
            <ActionsHead />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rules.map((rule) => (
            <Table.Tr key={rule.role}>
              <Table.Td>{rule.title}</Table.Td>
              <Table.Td>
                {rule.isAskable ? (
                  `for ${minutesInWords(rule.maxMinutes)} at most`
                ) : (
                  <Badge variant="light" color="gray" tt="none" fw={560}>
                    no
                  </Badge>
                )}
              </Table.Td>
              <Table.Td>{rule.isAskable ? approverInWords(rule.approver, roleTitle) : '–'}</Table.Td>
              <Table.Td ta="right">
                {may('role:update') && (
                  <Button
                    size="compact-xs"
                    variant="default"
                    onClick={() => onChange(rule)}
                    aria-label={`Change the rule for ${rule.title}`}
                  >
                    Change
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function RuleForm({ rule, onDone }: { rule: ElevationRule; onDone: () => void }) {
  const queries = useQueryClient();
  const groups = useQuery(groupChoicesQuery);
  const rules = useQuery(elevationRulesQuery);
  const [isAskable, setAskable] = useState(rule.isAskable);
  const [maxMinutes, setMaxMinutes] = useState(rule.maxMinutes);
  const [kind, setKind] = useState(rule.approver.kind);
  const [who, setWho] = useState(rule.approver.id);
  const done = async () => {
    onDone();
    toastDone('The rule holds now.');
    await queries.invalidateQueries({ queryKey: elevationRulesQuery.queryKey });
  };
  const path = { params: { path: { role: rule.role } } };
  const save = useMutation({
    mutationFn: () => {
      const approver =
        kind === 'role'
          ? { kind: 'role' as const, role: who ?? '' }
          : kind === 'group'
            ? { kind: 'group' as const, groupId: who ?? '' }
            : { kind: 'givers' as const };
      return told(api.PUT('/api/v1/elevation-rules/{role}', { ...path, body: { isAskable, maxMinutes, approver } }));
    },
    onSuccess: done,
  });
  const reset = useMutation({
    mutationFn: () => told(api.DELETE('/api/v1/elevation-rules/{role}', path)),
    onSuccess: done,
  });
  const choices =
    kind === 'role'
      ? rules.data?.items.map(({ role, title }) => ({ value: role, label: title }))
      : groups.data?.items.map(({ id, name }) => ({ value: id, label: name }));
  const error = save.error ?? reset.error;
  return (
    <Stack>
      <Checkbox
        label={`${rule.title} can be asked for`}
        checked={isAskable}
        onChange={(event) => setAskable(event.currentTarget.checked)}
      />
      <NumberInput
        label="For at most, minutes"
        min={15}
        max={1_440}
        allowDecimal={false}
        value={maxMinutes}
        onChange={(value) => setMaxMinutes(Number(value))}
      />
      <Group grow align="flex-start">
        <Select
          label="Decided by"
          data={[
            { value: 'givers', label: 'Whoever could give the role' },
            { value: 'role', label: 'Those who have a role' },
            { value: 'group', label: 'A group' },
          ]}
          value={kind}
          allowDeselect={false}
          onChange={(value) => {
            setKind(value ?? 'givers');
            setWho(null);
          }}
        />
        {kind !== 'givers' && (
          <Select
            label={kind === 'role' ? 'Role' : 'Group'}
            data={choices ?? []}
            value={who}
            onChange={setWho}
            required
          />
        )}
      </Group>
      {error !== null && <ProblemView error={error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          Back
        </Button>
        {rule.isWritten && (
          <Button variant="default" loading={reset.isPending} onClick={() => reset.mutate()}>
            Return to the usual rule
          </Button>
        )}
        <Button disabled={kind !== 'givers' && who === null} loading={save.isPending} onClick={() => save.mutate()}>
          Save
        </Button>
      </Group>
    </Stack>
  );
}
