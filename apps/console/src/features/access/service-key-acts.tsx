import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, told } from '../../api/client.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { Dialog } from '../../ui/dialog.js';
import { ProblemView } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import { NewServiceToken } from './new-service-token.js';
import type { ServiceAccount, ServiceKey } from './service-account-queries.js';

interface ActProps {
  account: ServiceAccount;
  serviceKey: ServiceKey;
  onClose: () => void;
}

export function RevokeServiceKey({ account, serviceKey, onClose }: ActProps) {
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: () =>
      told(
        api.DELETE('/api/v1/service-accounts/{id}/keys/{keyId}', {
          params: { path: { id: account.id, keyId: serviceKey.id } },
        }),
      ),
    onSuccess: async () => {
      onClose();
      toastDone('The key is good for nothing now.');
      await queries.invalidateQueries({ queryKey: ['service-accounts'] });
    },
  });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title="Revoke this key?"
      act="Revoke"
      pending={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate()}
    >
      Whatever uses “{serviceKey.name}” (…{serviceKey.hint}) is refused within a second. To change it without an
      interruption, rotate it instead.
    </ConfirmDialog>
  );
}

const OVERLAPS = [
  { value: '0', label: 'at once' },
  { value: '1', label: 'after 1 hour' },
  { value: '24', label: 'after 1 day' },
  { value: '168', label: 'after 1 week' },
];

export function RotateServiceKey({ account, serviceKey, onClose }: ActProps) {
  const queries = useQueryClient();
  const [overlap, setOverlap] = useState('24');
  const rotate = useMutation({
    mutationFn: () =>
      told(
        api.POST('/api/v1/service-accounts/{id}/keys/{keyId}/rotate', {
          params: { path: { id: account.id, keyId: serviceKey.id } },
          body: { overlapHours: Number(overlap) },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['service-accounts'] }),
  });
  return (
    <Dialog
      opened
      onClose={onClose}
      title={rotate.isSuccess ? 'Keep this key now' : `Rotate ${serviceKey.name}`}
      size="lg"
      closeOnClickOutside={!rotate.isSuccess}
    >
      {rotate.isSuccess ? (
        <NewServiceToken token={rotate.data.token} onKept={onClose} />
      ) : (
        <Stack>
          <Text size="sm">
            The new key has the same limits and is good for as long as this one was. Choose how long the old one stays
            good beside it, so that you have time to exchange them.
          </Text>
          <Select
            label="The old key ends"
            data={OVERLAPS}
            allowDeselect={false}
            value={overlap}
            onChange={(value) => setOverlap(value ?? '24')}
            data-autofocus
          />
          {rotate.isError && <ProblemView error={rotate.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button loading={rotate.isPending} onClick={() => rotate.mutate()}>
              Rotate
            </Button>
          </Group>
        </Stack>
      )}
    </Dialog>
  );
}
