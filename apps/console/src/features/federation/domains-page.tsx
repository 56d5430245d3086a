import { Badge, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconWorldWww } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, told } from '../../api/client.js';
import { useMay } from '../../app/session.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { DomainPanel } from './domain-panel.js';
import { DOMAINS, domainsQuery } from './domain-queries.js';
import { SignOnNav } from './sign-on-nav.js';

export function DomainsPage() {
  const may = useMay()('connection:manage');
  const domains = useQuery(domainsQuery);
  const items = domains.data?.items;
  const waiting = items?.filter(({ state }) => state !== 'verified').length ?? 0;
  return (
    <Page
      title="Single sign-on"
      lead="A verified domain leads everybody with such an address to your identity provider, and links the accounts that they have."
      actions={
        waiting > 0 && (
          <Badge variant="light" color="or" tt="none" fw={560} size="lg">
            {waiting} to be verified
          </Badge>
        )
      }
    >
      <SignOnNav />
      <Stack>
        {may && <AddDomain />}
        {domains.isError && <ProblemView error={domains.error} onRetry={() => void domains.refetch()} />}
        {domains.isPending && <RowsSkeleton rows={3} />}
        {items?.length === 0 && (
          <Panel>
            <Empty icon={<IconWorldWww size={22} />} title="No domain yet">
              Add the domain of your organisation’s e-mail addresses. You are given a TXT record that proves that it is
              yours; whoever runs your DNS puts it there.
            </Empty>
          </Panel>
        )}
        {items?.map((domain) => (
          <DomainPanel key={domain.id} domain={domain} />
        ))}
      </Stack>
    </Page>
  );
}

function AddDomain() {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const add = useMutation({
    mutationFn: () => told(api.POST('/api/v1/domains', { body: { name: name.trim() } })),
    onSuccess: async () => {
      setName('');
      await queries.invalidateQueries({ queryKey: DOMAINS });
    },
  });
  return (
    <Panel>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') add.mutate();
        }}
      >
        <Stack gap="sm">
          <Group align="flex-end">
            <TextInput
              label="Domain"
              placeholder="acme.com"
              description="What stands after the @."
              w={340}
              maw="100%"
              maxLength={253}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Button type="submit" loading={add.isPending}>
              Add
            </Button>
          </Group>
          {add.isError && <ProblemView error={add.error} />}
          <Text size="xs" c="dimmed">
            Subdomains are domains of their own: add each from which people have addresses.
          </Text>
        </Stack>
      </form>
    </Panel>
  );
}
