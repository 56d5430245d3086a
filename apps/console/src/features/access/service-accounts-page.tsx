import { Button, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconRobot } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../app/session.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { CreateServiceAccountDialog } from './create-service-account-dialog.js';
import { ServiceAccountsNav } from './service-accounts-nav.js';
import { ServiceAccountPanel } from './service-account-panel.js';
import { serviceAccountsQuery } from './service-account-queries.js';

/** The programs that act for the org, and the keys that let them in. */
export function ServiceAccountsPage() {
  const may = useMay();
  const accounts = useQuery(serviceAccountsQuery);
  const [isCreating, creation] = useDisclosure(false);
  const create = may('service_account:manage') && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={creation.open}>
      New service account
    </Button>
  );
  return (
    <Page
      title="Service accounts"
      lead="Programs that act for this organisation without a person: pipelines, scripts, a SIEM."
      actions={(accounts.data?.items.length ?? 0) > 0 && create}
    >
      <ServiceAccountsNav />
      {accounts.isError && <ProblemView error={accounts.error} onRetry={() => void accounts.refetch()} />}
      {accounts.isPending && (
        <Panel flush>
          <RowsSkeleton />
        </Panel>
      )}
      {accounts.data?.items.length === 0 && (
        <Panel>
          <Empty icon={<IconRobot size={22} />} title="No service account" action={create}>
            Make one for each program, with the roles that it needs, so that you can end it without touching the others.
            Its keys expire, can be limited to permissions and networks, and are shown once.
          </Empty>
        </Panel>
      )}
      <Stack>
        {accounts.data?.items.map((account) => (
          <ServiceAccountPanel key={account.id} account={account} />
        ))}
      </Stack>
      <CreateServiceAccountDialog opened={isCreating} onClose={creation.close} />
    </Page>
  );
}
