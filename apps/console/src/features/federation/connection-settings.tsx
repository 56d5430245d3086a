import { Button, Group, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, told } from '../../api/client.js';
import { Panel } from '../../ui/panel.js';
import { ProblemView } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import { rolesQuery } from '../access/access-queries.js';
import type { Connection, SettingsOrder } from './connection.js';
import type { ConnectionDesk } from './connection-desk.js';
import { CONNECTIONS } from './connection-queries.js';
import { ProviderForm } from './provider-form.js';
import { anyOidc, anySaml } from './recipes/any.js';

interface ConnectionSettingsProps {
  connection: Connection;
  desk: ConnectionDesk;
  isReadOnly: boolean;
}

const OF_THE_ORG = '';

/** What is known of the identity provider, and what newcomers get. A connection that is changed has to be tested again. */
export function ConnectionSettings({ connection, desk, isReadOnly }: ConnectionSettingsProps) {
  if (isReadOnly) return null;
  return (
    <>
      <Panel title="Newcomers">
        <Newcomers key={connection.updatedAt} connection={connection} />
      </Panel>
      <Panel
        title="Identity provider"
        note={
          connection.status === 'draft'
            ? 'After a change the connection asks for a new test.'
            : 'A change waits until it was tested and you say that it counts. People come in as before meanwhile.'
        }
      >
        <Provider key={connection.updatedAt} connection={connection} desk={desk} />
      </Panel>
    </>
  );
}

function Provider({ connection, desk }: Omit<ConnectionSettingsProps, 'isReadOnly'>) {
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: (order: SettingsOrder) => desk.save(order),
    onSuccess: async () => {
      toastDone(connection.status === 'draft' ? 'Saved. Test it now.' : 'It waits. Test it, then let it count.');
      await queries.invalidateQueries({ queryKey: CONNECTIONS });
    },
  });
  return (
    <ProviderForm
      kind={connection.kind}
      way={connection.kind === 'saml' ? anySaml : anyOidc}
      connection={connection}
      act="Save"
      pending={save.isPending}
      error={save.error}
      onDone={(order) => save.mutate(order)}
    />
  );
}

function Newcomers({ connection }: { connection: Connection }) {
  const queries = useQueryClient();
  const roles = useQuery(rolesQuery);
  const [name, setName] = useState(connection.name);
  const [jit, setJit] = useState(connection.jit);
  const [role, setRole] = useState(connection.defaultRole ?? OF_THE_ORG);
  const save = useMutation({
    mutationFn: () =>
      told(
        api.PATCH('/api/v1/connections/{id}', {
          params: { path: { id: connection.id } },
          body: { name: name.trim(), jit, defaultRole: role === OF_THE_ORG ? null : role },
        }),
      ),
    onSuccess: async () => {
      toastDone('Saved.');
      await queries.invalidateQueries({ queryKey: CONNECTIONS });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') save.mutate();
      }}
    >
      <Stack>
        <TextInput
          label="Name of the connection"
          maw={420}
          required
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Switch
          label="Make an account for whoever signs in for the first time"
          description="Otherwise only people whom an invitation or a directory brought can sign in."
          checked={jit}
          onChange={(event) => setJit(event.currentTarget.checked)}
        />
        {jit && (
          <Select
            label="Role of newcomers"
            maw={420}
            allowDeselect={false}
            data={[
              { value: OF_THE_ORG, label: 'As the sign-in policy says' },
              ...(roles.data?.items ?? []).map(({ name: value, title }) => ({ value, label: title })),
            ]}
            value={role}
            onChange={(value) => setRole(value ?? OF_THE_ORG)}
          />
        )}
        {save.isError && <ProblemView error={save.error} />}
        <Group justify="flex-end">
          <Text size="xs" c="dimmed">
            Applies from the next sign-in.
          </Text>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
