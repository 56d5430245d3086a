import { Badge, Button, Table, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, told } from '../../api/client.js';
import { useMay } from '../../app/session.js';
import { ActionsHead } from '../../ui/actions-head.js';
import { Ago } from '../../ui/ago.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';

type Purpose = 'event-content';

export function KeysPage() {
  const may = useMay();
  const [rotating, setRotating] = useState<Purpose | null>(null);
  const keys = useQuery({ queryKey: ['keys'], queryFn: () => told(api.GET('/api/v1/keys')) });
  return (
    <Page
      title="Keys"
      lead="What seals this organisation’s evidence. Keys never leave the vault in the clear; revoking the vault’s key makes content unreadable, and nothing is lost."
    >
      {keys.isError && <ProblemView error={keys.error} onRetry={() => void keys.refetch()} />}
      {!keys.isError && (
        <Panel flush>
          {keys.isPending && <RowsSkeleton rows={4} />}
          {keys.data?.length === 0 && (
            <Empty icon={<IconKey size={22} />} title="No key yet">
              The first is made with the first event that carries content.
            </Empty>
          )}
          {keys.data !== undefined && keys.data.length > 0 && (
            <Table miw={560}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Purpose</Table.Th>
                  <Table.Th>Version</Table.Th>
                  <Table.Th>State</Table.Th>
                  <Table.Th>Vault</Table.Th>
                  <Table.Th>Made</Table.Th>
                  <ActionsHead />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {keys.data.map((key) => (
                  <Table.Tr key={`${key.purpose} ${String(key.version)}`}>
                    <Table.Td>
                      <Text span size="sm" ff="monospace">
                        {key.purpose}
                      </Text>
                    </Table.Td>
                    <Table.Td>{key.version}</Table.Td>
                    <Table.Td>
                      <Badge variant="light" tt="none" fw={560} color={key.state === 'active' ? 'vert' : 'gray'}>
                        {key.state}
                      </Badge>
                    </Table.Td>
                    <Table.Td>{key.vault}</Table.Td>
                    <Table.Td>
                      <Ago at={key.createdAt} />
                    </Table.Td>
                    <Table.Td ta="right">
                      {key.state === 'active' && may('key:rotate') && (
                        <Button
                          size="compact-xs"
                          variant="default"
                          onClick={() => setRotating(key.purpose)}
                          aria-label={`Rotate the key for ${key.purpose}`}
                        >
                          Rotate
                        </Button>
                      )}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )}
        </Panel>
      )}
      {rotating !== null && <RotateDialog purpose={rotating} onClose={() => setRotating(null)} />}
    </Page>
  );
}

function RotateDialog({ purpose, onClose }: { purpose: Purpose; onClose: () => void }) {
  const queries = useQueryClient();
  const rotate = useMutation({
    mutationFn: () => told(api.POST('/api/v1/keys/rotate', { body: { purpose } })),
    onSuccess: async ({ version }) => {
      onClose();
      toastDone(`From now on version ${String(version)} seals.`);
      await queries.invalidateQueries({ queryKey: ['keys'] });
    },
  });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title="Rotate the data key?"
      act="Rotate"
      pending={rotate.isPending}
      error={rotate.error}
      onConfirm={() => rotate.mutate()}
    >
      What arrives from now on is sealed under a new key. What was sealed before stays readable: its key is kept,
      retired, in the vault’s wrapping. It stands in the ledger with your name.
    </ConfirmDialog>
  );
}
