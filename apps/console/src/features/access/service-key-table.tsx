import { Badge, Button, Code, Group, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../../app/session.js';
import { ActionsHead } from '../../ui/actions-head.js';
import { Ago } from '../../ui/ago.js';
import { Ending } from '../../ui/ending.js';
import { RevokeServiceKey, RotateServiceKey } from './service-key-acts.js';
import type { ServiceAccount, ServiceKey } from './service-account-queries.js';

const STATES: Readonly<Record<ServiceKey['state'], readonly [words: string, colour: string]>> = {
  good: ['Good', 'vert'],
  expired: ['Expired', 'gray'],
  revoked: ['Revoked', 'gules'],
};

export function ServiceKeyTable({ account }: { account: ServiceAccount }) {
  const may = useMay()('service_account:manage');
  const [act, setAct] = useState<{ kind: 'revoke' | 'rotate'; key: ServiceKey } | null>(null);
  const done = () => setAct(null);
  return (
    <>
      <Table miw={760}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Key</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Limited to</Table.Th>
            <Table.Th>Last used</Table.Th>
            <Table.Th>Expires</Table.Th>
            <ActionsHead />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {account.keys.map((key) => (
            <Table.Tr key={key.id}>
              <Table.Td>
                {key.name}
                <Text size="xs" c="dimmed">
                  <Code>…{key.hint}</Code> by {key.createdBy}
                </Text>
              </Table.Td>
              <Table.Td>
                <Badge variant="light" color={STATES[key.state][1]} tt="none" fw={560}>
                  {STATES[key.state][0]}
                </Badge>
              </Table.Td>
              <Table.Td>{limitsOf(key)}</Table.Td>
              <Table.Td>
                {key.lastUsedAt === null ? 'Never' : <Ago at={key.lastUsedAt} />}
                {key.lastUsedFrom !== null && (
                  <Text size="xs" c="dimmed">
                    from {key.lastUsedFrom}
                  </Text>
                )}
              </Table.Td>
              <Table.Td>{key.state === 'good' ? <Ending at={key.expiresAt} /> : <Ago at={key.expiresAt} />}</Table.Td>
              <Table.Td ta="right">
                {key.state === 'good' && may && (
                  <Group gap={4} justify="flex-end" wrap="nowrap">
                    <Button
                      size="compact-xs"
                      variant="default"
                      onClick={() => setAct({ kind: 'rotate', key })}
                      disabled={account.status === 'disabled'}
                      aria-label={`Rotate ${key.name} ending in ${key.hint}`}
                    >
                      Rotate
                    </Button>
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      color="gules"
                      c="var(--c-reject-ink)"
                      onClick={() => setAct({ kind: 'revoke', key })}
                      aria-label={`Revoke ${key.name} ending in ${key.hint}`}
                    >
                      Revoke
                    </Button>
                  </Group>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {act?.kind === 'revoke' && <RevokeServiceKey account={account} serviceKey={act.key} onClose={done} />}
      {act?.kind === 'rotate' && <RotateServiceKey account={account} serviceKey={act.key} onClose={done} />}
    </>
  );
}

function limitsOf({ permissions, networks }: ServiceKey) {
  const isFree = permissions.includes('*') && networks.length === 0;
  if (isFree)
    return (
      <Text size="sm" c="dimmed">
        Nothing beyond its roles
      </Text>
    );
  return (
    <Text size="sm" component="div">
      {!permissions.includes('*') && <div>{permissions.join(', ')}</div>}
      {networks.length > 0 && <div>from {networks.join(', ')}</div>}
    </Text>
  );
}
