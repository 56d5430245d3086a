import { Anchor, Button, Group, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { Link, useParams } from 'react-router';
import { api, told } from '../../api/client.js';
import { useMay } from '../../app/session.js';
import { Ago } from '../../ui/ago.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { CopyField } from '../../ui/copy.js';
import { Facts } from '../../ui/facts.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import { CertificatesPanel } from './certificates-panel.js';
import { asEdited, type Connection, KIND_NAMES, warningsOf } from './connection.js';
import { ConnectionEvents } from './connection-events.js';
import { connectionQuery, CONNECTIONS, deskOf } from './connection-queries.js';
import { ConnectionSettings } from './connection-settings.js';
import { ConnectionVoucher } from './connection-voucher.js';
import { StatusBadge, Warning } from './connections-page.js';
import { DeleteConnectionDialog } from './delete-connection-dialog.js';
import { LedDomainsPanel } from './led-domains-panel.js';
import { MakeSetupLinkDialog } from './make-setup-link-dialog.js';
import { OwnKeysPanel } from './own-keys-panel.js';
import { PendingPanel } from './pending-panel.js';
import { TestsPanel } from './tests-panel.js';

export function ConnectionPage() {
  const { id = '' } = useParams();
  const may = useMay()('connection:manage');
  const connection = useQuery(connectionQuery(id));
  const desk = useMemo(() => deskOf(id), [id]);
  return (
    <Page
      title={connection.data?.name ?? 'Connection'}
      lead={
        <Anchor component={Link} to="/single-sign-on" size="sm">
          Single sign-on
        </Anchor>
      }
      actions={may && connection.data !== undefined && <Acts connection={connection.data} />}
    >
      {connection.isError && <ProblemView error={connection.error} onRetry={() => void connection.refetch()} />}
      {connection.isPending && <RowsSkeleton rows={8} />}
      {connection.data !== undefined && (
        <Stack>
          <Summary connection={connection.data} isReadOnly={!may} />
          <PendingPanel connection={connection.data} isReadOnly={!may} />
          {may && <TestsPanel desk={desk} connection={connection.data} />}
          <ConnectionSettings connection={asEdited(connection.data)} desk={desk} isReadOnly={!may} />
          <LedDomainsPanel connection={connection.data} isReadOnly={!may} />
          {connection.data.kind === 'saml' && (
            <CertificatesPanel connection={connection.data} desk={desk} isReadOnly={!may} />
          )}
          <OwnKeysPanel connection={connection.data} isReadOnly={!may} />
          <ConnectionEvents connection={connection.data} />
        </Stack>
      )}
    </Page>
  );
}

const URL_NAMES: Readonly<Record<string, string>> = {
  login: 'Sign-in address',
  entityId: 'Entity ID',
  acs: 'Assertion consumer service',
  slo: 'Single logout',
  metadata: 'Our metadata',
  callback: 'Redirect URI',
  logout: 'After signing out',
  backchannelLogout: 'Back-channel logout',
  jwks: 'Our public keys',
};

function Summary({ connection, isReadOnly }: { connection: Connection; isReadOnly: boolean }) {
  const { urls } = connection;
  const named = Object.keys(URL_NAMES).filter(
    (name) => urls[name] !== undefined && !(name === 'metadata' && urls['entityId'] === urls['metadata']),
  );
  return (
    <Panel>
      <Stack gap="sm">
        {warningsOf(connection).map((warning) => (
          <Warning key={warning}>{warning}</Warning>
        ))}
        <Facts
          rows={[
            ['Status', <StatusBadge key="status" status={connection.status} />],
            ['Protocol', KIND_NAMES[connection.kind]],
            ['Last sign-in', <Ago key="used" at={connection.lastUsedAt} />],
            ['Test passed', <Ago key="tested" at={connection.testedAt} fallback="not with these settings" />],
            ['Answers for it', <ConnectionVoucher key="voucher" connection={connection} isReadOnly={isReadOnly} />],
            ...named.map((name): readonly [string, ReactNode] => [
              URL_NAMES[name] ?? name,
              <CopyField key={name} label={URL_NAMES[name] ?? name} value={urls[name] ?? ''} />,
            ]),
          ]}
        />
      </Stack>
    </Panel>
  );
}

function Acts({ connection }: { connection: Connection }) {
  const queries = useQueryClient();
  const [isStopping, stopping] = useDisclosure(false);
  const [isDeleting, deleting] = useDisclosure(false);
  const [isLinking, linking] = useDisclosure(false);
  const path = { params: { path: { id: connection.id } } };
  const refresh = () => queries.invalidateQueries({ queryKey: CONNECTIONS });
  const live = useMutation({
    mutationFn: () => told(api.POST('/api/v1/connections/{id}/live', path)),
    onSuccess: async () => {
      toastDone(`${connection.name} is live.`);
      await refresh();
    },
  });
  const stop = useMutation({
    mutationFn: () => told(api.POST('/api/v1/connections/{id}/disable', path)),
    onSuccess: async () => {
      stopping.close();
      toastDone(`${connection.name} lets nobody in any more.`);
      await refresh();
    },
  });
  return (
    <Stack gap="xs" align="flex-end">
      <Group gap="xs">
        {connection.status === 'live' ? (
          <Button variant="default" onClick={stopping.open}>
            Disable
          </Button>
        ) : (
          <Button
            disabled={connection.testedAt === null}
            title={connection.testedAt === null ? 'A test has to pass first.' : undefined}
            loading={live.isPending}
            onClick={() => live.mutate()}
          >
            {connection.status === 'draft' ? 'Go live' : 'Enable'}
          </Button>
        )}
        <Button variant="default" onClick={linking.open}>
          Have it changed by a link
        </Button>
        <Button variant="default" onClick={deleting.open}>
          Delete
        </Button>
      </Group>
      {isLinking && <MakeSetupLinkDialog connection={connection} onClose={linking.close} />}
      {live.isError && <ProblemView error={live.error} />}
      <ConfirmDialog
        opened={isStopping}
        onClose={stopping.close}
        title={`Disable ${connection.name}?`}
        act="Disable"
        pending={stop.isPending}
        error={stop.error}
        onConfirm={() => stop.mutate()}
      >
        Nobody signs in through it any more, and the sessions that were begun through it end now. You can enable it
        again.
      </ConfirmDialog>
      {isDeleting && <DeleteConnectionDialog connection={connection} onClose={deleting.close} />}
    </Stack>
  );
}
