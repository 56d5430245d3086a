import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api, told } from '../../api/client.js';
import { Dialog } from '../../ui/dialog.js';
import { ProblemView } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import type { Connection } from './connection.js';
import { CONNECTIONS } from './connection-queries.js';

/** Asks for the name, typed: the identities of everybody who came this way go with it. */
export function DeleteConnectionDialog({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [typed, setTyped] = useState('');
  const isMeant = typed.trim() === connection.name;
  const remove = useMutation({
    mutationFn: () => told(api.DELETE('/api/v1/connections/{id}', { params: { path: { id: connection.id } } })),
    onSuccess: async () => {
      toastDone(`${connection.name} is deleted.`);
      await navigate('/single-sign-on');
      queries.removeQueries({ queryKey: [...CONNECTIONS, connection.id] });
      await queries.invalidateQueries({ queryKey: CONNECTIONS });
    },
  });
  return (
    <Dialog opened onClose={onClose} title={`Delete ${connection.name}?`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isMeant) remove.mutate();
        }}
      >
        <Stack>
          <Text size="sm">
            Nobody signs in through it any more, its sessions end now, and who each person was at the identity provider
            is forgotten. A new connection has new addresses. This cannot be undone.
          </Text>
          <TextInput
            label={`Type “${connection.name}” to confirm`}
            data-autofocus
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          {remove.isError && <ProblemView error={remove.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" color="gules.6" disabled={!isMeant} loading={remove.isPending}>
              Delete
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
