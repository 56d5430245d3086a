import { Anchor, Badge, Button, Group, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { Panel } from '../../ui/panel.js';
import { ProblemView } from '../../ui/states.js';
import type { Connection } from './connection.js';
import { type Domain, domainsQuery, useDomainRule } from './domain-queries.js';

interface LedDomainsPanelProps {
  connection: Connection;
  isReadOnly: boolean;
}

/** The domains whose people come in through this connection alone. */
export function LedDomainsPanel({ connection, isReadOnly }: LedDomainsPanelProps) {
  const domains = useQuery(domainsQuery);
  const items = domains.data?.items ?? [];
  const led = items.filter(({ connectionId }) => connectionId === connection.id);
  return (
    <Panel
      title="Domains"
      note="People with such an address are led here, and no other connection vouches for their addresses."
    >
      <Stack gap="sm">
        {domains.isError && <ProblemView error={domains.error} onRetry={() => void domains.refetch()} />}
        {domains.data !== undefined && led.length === 0 && (
          <Text size="sm" c="dimmed">
            No domain leads here alone. People whose domain leads to no connection choose among those that are live.
          </Text>
        )}
        {led.length > 0 && (
          <ul
            style={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 8 }}
            aria-label="Domains that lead here"
          >
            {led.map((domain) => (
              <LedDomain key={domain.id} domain={domain} isReadOnly={isReadOnly} />
            ))}
          </ul>
        )}
        {!isReadOnly && domains.data !== undefined && (
          <LeadHere connection={connection} free={items.filter(({ connectionId }) => connectionId === null)} />
        )}
        <Anchor component={Link} to="/single-sign-on/domains" size="sm">
          All domains
        </Anchor>
      </Stack>
    </Panel>
  );
}

function LedDomain({ domain, isReadOnly }: { domain: Domain; isReadOnly: boolean }) {
  const release = useDomainRule(({ name }) => `People of ${name} choose among all live connections.`);
  return (
    <li>
      <Group gap="xs">
        <Text size="sm" fw={560}>
          {domain.name}
        </Text>
        {domain.ssoRequired && (
          <Badge variant="light" tt="none" fw={560}>
            Required
          </Badge>
        )}
        {!isReadOnly && (
          <Button
            size="compact-xs"
            variant="default"
            loading={release.isPending}
            onClick={() => release.mutate({ domain, connectionId: null })}
            aria-label={`Lead ${domain.name} here no more`}
          >
            Release
          </Button>
        )}
      </Group>
      {release.isError && <ProblemView error={release.error} />}
    </li>
  );
}

function LeadHere({ connection, free }: { connection: Connection; free: readonly Domain[] }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const lead = useDomainRule(({ name }) => `People of ${name} come in through ${connection.name}.`);
  const domain = free.find(({ id }) => id === chosen);
  if (free.length === 0) return null;
  return (
    <Stack gap="sm">
      <Group align="flex-end">
        <Select
          label="Lead a domain here"
          placeholder="Choose a domain"
          w={300}
          maw="100%"
          data={free.map(({ id, name }) => ({ value: id, label: name }))}
          value={domain?.id ?? null}
          onChange={setChosen}
        />
        <Button
          variant="default"
          disabled={domain === undefined}
          loading={lead.isPending}
          onClick={() => domain && lead.mutate({ domain, connectionId: connection.id })}
        >
          Lead here
        </Button>
      </Group>
      {lead.isError && <ProblemView error={lead.error} />}
    </Stack>
  );
}
