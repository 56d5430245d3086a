import { Alert, Button, Group, Select, Stack, Table, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, told } from '../../api/client.js';
import { useMay } from '../../app/session.js';
import { ActionsHead } from '../../ui/actions-head.js';
import { Ago } from '../../ui/ago.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { Panel } from '../../ui/panel.js';
import { ProblemView } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import { signInPolicyQuery } from './connection-queries.js';
import type { BreakGlassOwner, SignInPolicy } from './sign-in-policy.js';

/** Owners who come in without the identity provider. Each such sign-in is loud in the ledger. */
export function BreakGlassPanel({ policy }: { policy: SignInPolicy }) {
  const may = useMay()('connection:manage');
  const [leaving, setLeaving] = useState<BreakGlassOwner | null>(null);
  const queries = useQueryClient();
  const take = useMutation({
    mutationFn: (personId: string) =>
      told(api.DELETE('/api/v1/sign-in-policy/break-glass/{personId}', { params: { path: { personId } } })),
    onSuccess: async () => {
      setLeaving(null);
      toastDone('From now on through the identity provider only.');
      await queries.invalidateQueries({ queryKey: signInPolicyQuery.queryKey });
    },
  });
  return (
    <Panel
      title="Break-glass owners"
      note="For the day that the identity provider is down, or its administrator is the one you are looking for."
    >
      <Stack gap="sm">
        <Alert
          role="note"
          color="gules"
          variant="light"
          icon={<IconAlertTriangle aria-hidden />}
          title="They go past single sign-on"
        >
          <Text size="sm">
            Neither a disabled account nor a stricter sign-in at the identity provider stops them. Choose one or two,
            give them a passkey on a security key, and lock it away. Every use stands in the audit log as an alarm.
          </Text>
        </Alert>
        {policy.breakGlassOwners.length > 0 && (
          <Table.ScrollContainer minWidth={400}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Owner</Table.Th>
                  <Table.Th>Named by</Table.Th>
                  <ActionsHead />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {policy.breakGlassOwners.map((owner) => (
                  <Table.Tr key={owner.person.id}>
                    <Table.Td>
                      {owner.person.name}
                      <Text size="xs" c="dimmed">
                        {owner.person.email}
                      </Text>
                    </Table.Td>
                    <Table.Td>
                      {owner.givenBy}
                      <Text size="xs" c="dimmed">
                        <Ago at={owner.givenAt} />
                      </Text>
                    </Table.Td>
                    <Table.Td ta="right">
                      {may && (
                        <Button
                          size="compact-xs"
                          variant="default"
                          onClick={() => setLeaving(owner)}
                          aria-label={`Take break-glass from ${owner.person.name}`}
                        >
                          Take away
                        </Button>
                      )}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
        {may && <NameOwner taken={policy.breakGlassOwners.map(({ person }) => person.id)} />}
      </Stack>
      <ConfirmDialog
        opened={leaving !== null}
        onClose={() => setLeaving(null)}
        title="No longer past single sign-on?"
        act="Take away"
        pending={take.isPending}
        error={take.error}
        onConfirm={() => {
          if (leaving !== null) take.mutate(leaving.person.id);
        }}
      >
        {leaving?.person.name} comes in through the identity provider only.
      </ConfirmDialog>
    </Panel>
  );
}

function NameOwner({ taken }: { taken: readonly string[] }) {
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<string | null>(null);
  const members = useQuery({
    queryKey: ['members', 'owners'],
    queryFn: () => told(api.GET('/api/v1/members', { params: { query: { limit: 100 } } })),
  });
  const owners = (members.data?.items ?? []).filter(
    ({ roles, person, status }) => roles.includes('owner') && status === 'active' && !taken.includes(person.id),
  );
  const give = useMutation({
    mutationFn: (personId: string) =>
      told(api.PUT('/api/v1/sign-in-policy/break-glass/{personId}', { params: { path: { personId } } })),
    onSuccess: async () => {
      setChosen(null);
      toastDone('The owner can come in when single sign-on cannot.');
      await queries.invalidateQueries({ queryKey: signInPolicyQuery.queryKey });
    },
  });
  return (
    <>
      <Group align="flex-end">
        <Select
          label="Owner"
          description="With an account of her own, that no directory manages."
          w={340}
          placeholder={owners.length === 0 ? 'No other owner' : 'Choose an owner'}
          disabled={owners.length === 0}
          data={owners.map(({ person }) => ({ value: person.id, label: `${person.name} (${person.email})` }))}
          value={chosen}
          onChange={setChosen}
        />
        <Button
          variant="default"
          disabled={chosen === null}
          loading={give.isPending}
          onClick={() => {
            if (chosen !== null) give.mutate(chosen);
          }}
        >
          Name as break-glass owner
        </Button>
      </Group>
      {give.isError && <ProblemView error={give.error} />}
    </>
  );
}
