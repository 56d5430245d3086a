import { Button, Stack, Table, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconFingerprint, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, told } from '../../api/client.js';
import type { PasskeyView } from '../../api/wire.js';
import { ActionsHead } from '../../ui/actions-head.js';
import { Ago } from '../../ui/ago.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { Dialog } from '../../ui/dialog.js';
import { FormEnd } from '../../ui/form-end.js';
import { Panel } from '../../ui/panel.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import { makePasskey, passkeysWork, whyNoPasskeys } from './passkeys.js';

const KEY = ['me', 'passkeys'];

export function PasskeyList() {
  const queries = useQueryClient();
  const [isAdding, adding] = useDisclosure(false);
  const [leaving, setLeaving] = useState<PasskeyView | null>(null);
  const passkeys = useQuery({ queryKey: KEY, queryFn: () => told(api.GET('/api/v1/me/passkeys')) });
  const remove = useMutation({
    mutationFn: (id: string) => told(api.DELETE('/api/v1/me/passkeys/{id}', { params: { path: { id } } })),
    onSuccess: async () => {
      setLeaving(null);
      toastDone('The passkey no longer signs you in.');
      await queries.invalidateQueries({ queryKey: KEY });
    },
  });
  const add = (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconPlus size={14} aria-hidden />}
      onClick={adding.open}
      disabled={!passkeysWork()}
    >
      Add a passkey
    </Button>
  );
  return (
    <Panel
      title="Passkeys"
      note={whyNoPasskeys() ?? 'Fingerprint, face, device PIN or security key.'}
      actions={add}
      flush
    >
      {passkeys.isError && <ProblemView error={passkeys.error} onRetry={() => void passkeys.refetch()} />}
      {passkeys.isPending && <RowsSkeleton rows={2} />}
      {passkeys.data?.items.length === 0 && (
        <Empty icon={<IconFingerprint size={22} />} title="No passkey yet">
          You sign in with a password and an authenticator. A passkey is quicker and cannot be phished.
        </Empty>
      )}
      {passkeys.data !== undefined && passkeys.data.items.length > 0 && (
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>Added</Table.Th>
              <Table.Th>Last used</Table.Th>
              <ActionsHead />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {passkeys.data.items.map((passkey) => (
              <Table.Tr key={passkey.id}>
                <Table.Td>{passkey.name}</Table.Td>
                <Table.Td>
                  <Ago at={passkey.createdAt} />
                </Table.Td>
                <Table.Td>
                  <Ago at={passkey.lastUsedAt} />
                </Table.Td>
                <Table.Td ta="right">
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    color="gules"
                    c="var(--c-reject-ink)"
                    onClick={() => setLeaving(passkey)}
                    aria-label={`Remove ${passkey.name}`}
                  >
                    Remove
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <AddPasskey opened={isAdding} onClose={adding.close} />
      <ConfirmDialog
        opened={leaving !== null}
        onClose={() => setLeaving(null)}
        title="Remove this passkey?"
        act="Remove"
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => {
          if (leaving !== null) remove.mutate(leaving.id);
        }}
      >
        “{leaving?.name}” will no longer sign you in. Delete it on the device too.
      </ConfirmDialog>
    </Panel>
  );
}

function AddPasskey({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const add = useMutation({
    mutationFn: async () => {
      const { options } = await told(api.POST('/api/v1/me/passkeys/options'));
      return told(
        api.POST('/api/v1/me/passkeys', { body: { name: name.trim(), response: await makePasskey(options) } }),
      );
    },
    onSuccess: async () => {
      onClose();
      setName('');
      toastDone('The passkey is ready.');
      await queries.invalidateQueries({ queryKey: KEY });
    },
  });
  return (
    <Dialog opened={opened} onClose={onClose} title="Add a passkey">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') add.mutate();
        }}
      >
        <Stack>
          <TextInput
            label="Name"
            description="To tell it from others later."
            placeholder="Work laptop"
            required
            data-autofocus
            maxLength={60}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <FormEnd of={add} act="Create" onCancel={onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}
