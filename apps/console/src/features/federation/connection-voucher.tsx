import { Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { toastDone } from '../../ui/toast.js';
import type { Connection } from './connection.js';
import { CONNECTIONS } from './connection-queries.js';

/** Who answers for what the identity provider says: who somebody is, and who is in its groups. */
export function ConnectionVoucher({ connection, isReadOnly }: { connection: Connection; isReadOnly: boolean }) {
  const { voucher, status } = connection;
  if (status === 'draft') return <Text size="sm">whoever lets it go live</Text>;
  return (
    <Group gap="sm" align="flex-start">
      <Stack gap={0} flex="1 1 14rem">
        <Text size="sm">{voucher.by ?? 'an owner, as of all connections from before'}</Text>
        {!voucher.isOwner && (
          <Text size="xs" c="dimmed">
            not an owner: its groups are given no role beyond hers, and nobody who may do more than she is linked by an
            address alone
          </Text>
        )}
      </Stack>
      {!voucher.isOwner && !isReadOnly && <VouchButton connection={connection} />}
    </Group>
  );
}

function VouchButton({ connection: { id, name } }: { connection: Connection }) {
  const queries = useQueryClient();
  const [isAsking, asking] = useDisclosure(false);
  const vouch = useMutation({
    mutationFn: () => told(api.POST('/api/v1/connections/{id}/vouch', { params: { path: { id } } })),
    onSuccess: async () => {
      asking.close();
      toastDone(`You answer for ${name}.`);
      await queries.invalidateQueries({ queryKey: CONNECTIONS });
    },
  });
  return (
    <>
      <Button size="compact-xs" variant="default" flex="none" onClick={asking.open} aria-label={`Vouch for ${name}`}>
        Vouch
      </Button>
      <ConfirmDialog
        opened={isAsking}
        onClose={asking.close}
        title={`Vouch for ${name}?`}
        act="Vouch for it"
        pending={vouch.isPending}
        error={vouch.error}
        onConfirm={() => vouch.mutate()}
      >
        Whoever runs its identity provider can then say who is in groups that give what you could give, and come in as
        anybody who has no more than you. Do it only if you know whose identity provider it is: look at the addresses
        below.
      </ConfirmDialog>
    </>
  );
}
