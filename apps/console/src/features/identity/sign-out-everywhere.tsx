import { Button, Checkbox, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, told } from '../../api/client.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { Panel } from '../../ui/panel.js';

/** The way out of everywhere at once: for a lost laptop, or a doubt. */
export function SignOutEverywhere() {
  const queries = useQueryClient();
  const [isOpen, dialog] = useDisclosure(false);
  const [machines, setMachines] = useState(false);
  const leave = useMutation({
    mutationFn: () => told(api.POST('/api/v1/me/sign-out-everywhere', { body: { machines } })),
    onSuccess: () => {
      queries.clear();
      location.assign('/login?signed-out');
    },
  });
  return (
    <Panel
      title="Sign out everywhere"
      actions={
        <Button size="xs" variant="default" c="var(--c-reject-ink)" onClick={dialog.open}>
          Sign out everywhere
        </Button>
      }
    >
      <Text size="sm" c="dimmed">
        Lost a laptop, or not sure who is signed in as you? This ends every session within a second, this one too.
      </Text>
      <ConfirmDialog
        opened={isOpen}
        onClose={dialog.close}
        title="Sign out everywhere?"
        act="Sign out"
        pending={leave.isPending}
        error={leave.error}
        onConfirm={() => leave.mutate()}
      >
        <Stack gap="sm">
          <Text size="sm">Every browser that is signed in as you has to sign in anew.</Text>
          <Checkbox
            label="My machines too: each has to be connected again with “castellan login”"
            checked={machines}
            onChange={(event) => setMachines(event.currentTarget.checked)}
          />
        </Stack>
      </ConfirmDialog>
    </Panel>
  );
}
