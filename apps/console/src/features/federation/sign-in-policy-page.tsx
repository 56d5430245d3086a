import { Alert, Button, Group, Select, Stack, Switch, Text, ThemeIcon } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { api, told } from '../../api/client.js';
import { useMay, useSession } from '../../app/session.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import { rolesQuery } from '../access/access-queries.js';
import { BreakGlassPanel } from './break-glass-panel.js';
import { signInPolicyQuery } from './connection-queries.js';
import { SignOnNav } from './sign-on-nav.js';
import type { SignInPolicy } from './sign-in-policy.js';

export function SignInPolicyPage() {
  const policy = useQuery(signInPolicyQuery);
  return (
    <Page title="Single sign-on" lead="How the people of this organisation have to sign in.">
      <SignOnNav />
      {policy.isError && <ProblemView error={policy.error} onRetry={() => void policy.refetch()} />}
      {policy.isPending && <RowsSkeleton rows={6} />}
      {policy.data !== undefined && (
        <Stack>
          <RequiredPanel policy={policy.data} />
          <BreakGlassPanel policy={policy.data} />
          <DefaultRolePanel policy={policy.data} />
        </Stack>
      )}
    </Page>
  );
}

function usePut(said: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Pick<SignInPolicy, 'ssoRequired' | 'defaultRole'>) =>
      told(api.PUT('/api/v1/sign-in-policy', { body })),
    onSuccess: async () => {
      toastDone(said);
      await queries.invalidateQueries({ queryKey: signInPolicyQuery.queryKey });
    },
  });
}

function RequiredPanel({ policy }: { policy: SignInPolicy }) {
  const may = useMay()('connection:manage');
  const { session } = useSession();
  const put = usePut(policy.ssoRequired ? 'People can sign in in other ways too.' : 'Single sign-on is required.');
  const { ready, ssoRequired, defaultRole } = policy;
  const isReady = ready.liveConnection && ready.verifiedDomain && ready.breakGlassOwner;
  const switchOver = () => put.mutate({ ssoRequired: !ssoRequired, defaultRole });
  return (
    <Panel
      title="Require single sign-on"
      note="Passwords and passkeys no longer open this organisation. Sessions that were begun with them end."
    >
      <Stack gap="sm">
        <Switch
          label={ssoRequired ? 'Required' : 'Not required'}
          checked={ssoRequired}
          disabled={!may || put.isPending || (!ssoRequired && !isReady)}
          onChange={switchOver}
        />
        {!ssoRequired && (
          <ul style={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 8 }} aria-label="What it needs">
            <Need met={ready.liveConnection} to="/single-sign-on" act="Connect one">
              A connection that is live
            </Need>
            <Need met={ready.verifiedDomain} to="/single-sign-on/domains" act="Verify one">
              A verified domain, so that people find their way
            </Need>
            <Need met={ready.breakGlassOwner}>A break-glass owner, for the day that the identity provider is down</Need>
          </ul>
        )}
        {!ssoRequired && isReady && session.connectionId === null && (
          <Alert
            role="note"
            color="or"
            variant="light"
            icon={<IconAlertTriangle aria-hidden />}
            title="You will be signed out of here"
          >
            Your own session was not begun through a connection. Sign in through it once before, unless you are a
            break-glass owner.
          </Alert>
        )}
        {put.isError && <ProblemView error={put.error} />}
      </Stack>
    </Panel>
  );
}

interface NeedProps {
  met: boolean;
  to?: string;
  act?: string;
  children: string;
}

function Need({ met, to, act, children }: NeedProps) {
  return (
    <li>
      <Group gap={10} wrap="nowrap">
        <ThemeIcon size={20} radius="xl" variant="light" color={met ? 'vert' : 'or'}>
          {met ? (
            <IconCheck size={13} role="img" aria-label="There:" />
          ) : (
            <IconX size={13} role="img" aria-label="Missing:" />
          )}
        </ThemeIcon>
        <Text size="sm">{children}</Text>
        {!met && to !== undefined && (
          <Button component={Link} to={to} size="compact-xs" variant="default">
            {act}
          </Button>
        )}
      </Group>
    </li>
  );
}

function DefaultRolePanel({ policy }: { policy: SignInPolicy }) {
  const may = useMay()('connection:manage');
  const roles = useQuery(rolesQuery);
  const [role, setRole] = useState(policy.defaultRole);
  const put = usePut('Newcomers get that role from now on.');
  return (
    <Panel
      title="Role of newcomers"
      note="Who signs in for the first time gets an account with this role, where the connection names no other."
    >
      <Stack gap="sm">
        <Group align="flex-end">
          <Select
            label="Role"
            w={300}
            allowDeselect={false}
            disabled={!may}
            data={(roles.data?.items ?? []).map(({ name, title }) => ({ value: name, label: title }))}
            value={role}
            onChange={(value) => setRole(value ?? policy.defaultRole)}
          />
          {may && (
            <Button
              disabled={role === policy.defaultRole}
              loading={put.isPending}
              onClick={() => put.mutate({ ssoRequired: policy.ssoRequired, defaultRole: role })}
            >
              Save
            </Button>
          )}
        </Group>
        {put.isError && <ProblemView error={put.error} />}
      </Stack>
    </Panel>
  );
}
