import { Badge, Table, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { Ago } from '../../ui/ago.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';

export function KeysPage() {
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
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )}
        </Panel>
      )}
    </Page>
  );
}
