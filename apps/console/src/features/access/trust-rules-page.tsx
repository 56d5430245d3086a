import { Button, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconFileCertificate, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../app/session.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { ServiceAccountsNav } from './service-accounts-nav.js';
import { serviceAccountsQuery } from './service-account-queries.js';
import { TrustRuleDialog } from './trust-rule-dialog.js';
import { TrustRulePanel } from './trust-rule-panel.js';
import { trustRulesQuery } from './trust-rule-queries.js';

/** Programs that prove who they are by a token of the platform that they run on, and need no key of ours. */
export function TrustRulesPage() {
  const may = useMay()('service_account:manage');
  const rules = useQuery(trustRulesQuery);
  const accounts = useQuery(serviceAccountsQuery);
  const [isMaking, making] = useDisclosure(false);
  const make = may && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={making.open}>
      New trust rule
    </Button>
  );
  const named = new Map(accounts.data?.items.map(({ id, name }) => [id, name]));
  return (
    <Page
      title="Service accounts"
      lead="Pipelines on GitHub, GitLab or any OpenID issuer act as a service account without a key: by a token of their own platform."
      actions={(rules.data?.items.length ?? 0) > 0 && make}
    >
      <ServiceAccountsNav />
      {rules.isError && <ProblemView error={rules.error} onRetry={() => void rules.refetch()} />}
      {rules.isPending && (
        <Panel flush>
          <RowsSkeleton />
        </Panel>
      )}
      {rules.data?.items.length === 0 && (
        <Panel>
          <Empty icon={<IconFileCertificate size={22} />} title="No trust rule" action={make}>
            A rule names an issuer, what its token must say (repository, branch, environment), and the service account
            that such a program acts as. What it is given lives for an hour at most, and nothing secret has to be
            stored.
          </Empty>
        </Panel>
      )}
      <Stack>
        {rules.data?.items.map((rule) => (
          <TrustRulePanel key={rule.id} rule={rule} account={named.get(rule.accountId) ?? rule.accountId} />
        ))}
      </Stack>
      {isMaking && <TrustRuleDialog onClose={making.close} />}
    </Page>
  );
}
