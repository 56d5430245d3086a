import { Anchor, Badge, Button, Group, Table, Text } from '@mantine/core';
import { IconAlertTriangle, IconLogin2, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { useMay } from '../../app/session.js';
import { Ago } from '../../ui/ago.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { type Connection, KIND_NAMES, STATUS_WORDS, warningsOf } from './connection.js';
import { connectionsQuery } from './connection-queries.js';
import { SignOnNav } from './sign-on-nav.js';

export function ConnectionsPage() {
  const may = useMay()('connection:manage');
  const connections = useQuery(connectionsQuery);
  const items = connections.data?.items;
  const isEmpty = items?.length === 0;
  const connect = may && (
    <Button component={Link} to="/single-sign-on/new" leftSection={<IconPlus size={16} aria-hidden />}>
      Connect an identity provider
    </Button>
  );
  return (
    <Page
      title="Single sign-on"
      lead="People sign in with the account that they have at your identity provider."
      actions={!isEmpty && connect}
    >
      <SignOnNav />
      {connections.isError && <ProblemView error={connections.error} onRetry={() => void connections.refetch()} />}
      {!connections.isError && (
        <Panel flush>
          {connections.isPending && <RowsSkeleton rows={4} />}
          {isEmpty && (
            <Empty
              icon={<IconLogin2 size={22} />}
              title="No identity provider is connected"
              action={
                <>
                  {connect}
                  {may && (
                    <Button component={Link} to="/single-sign-on/links" variant="default">
                      Have somebody else do it
                    </Button>
                  )}
                </>
              }
            >
              Connect Okta, Entra ID, Google Workspace, PingOne, Keycloak or any other over SAML or OpenID Connect. You
              need about ten minutes and the rights of an administrator there. Nothing changes for anybody until a test
              has passed and you say so.
            </Empty>
          )}
          {items !== undefined && !isEmpty && <ConnectionTable connections={items} />}
        </Panel>
      )}
    </Page>
  );
}

function ConnectionTable({ connections }: { connections: readonly Connection[] }) {
  return (
    <Table miw={680}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Name</Table.Th>
          <Table.Th>Protocol</Table.Th>
          <Table.Th>Status</Table.Th>
          <Table.Th>Last sign-in</Table.Th>
          <Table.Th>Test passed</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {connections.map((connection) => (
          <Table.Tr key={connection.id}>
            <Table.Td>
              <Anchor component={Link} to={`/single-sign-on/${connection.id}`} size="sm" fw={560}>
                {connection.name}
              </Anchor>
              {warningsOf(connection).map((warning) => (
                <Warning key={warning}>{warning}</Warning>
              ))}
            </Table.Td>
            <Table.Td>{KIND_NAMES[connection.kind]}</Table.Td>
            <Table.Td>
              <StatusBadge status={connection.status} />
            </Table.Td>
            <Table.Td>
              <Ago at={connection.lastUsedAt} />
            </Table.Td>
            <Table.Td>
              <Ago at={connection.testedAt} fallback="not yet" />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

export function StatusBadge({ status }: Pick<Connection, 'status'>) {
  const [words, colour] = STATUS_WORDS[status];
  return (
    <Badge variant="light" color={colour} tt="none" fw={560}>
      {words}
    </Badge>
  );
}

export function Warning({ children }: { children: string }) {
  return (
    <Group gap={6} wrap="nowrap" align="flex-start" c="var(--c-ask-ink)">
      <IconAlertTriangle size={14} aria-hidden style={{ flex: 'none', marginTop: 3 }} />
      <Text size="xs" c="var(--c-ask-ink)">
        {children}
      </Text>
    </Group>
  );
}
