import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { useMay } from '../../app/session.js';
import { Ago } from '../../ui/ago.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { CopyField } from '../../ui/copy.js';
import { Facts } from '../../ui/facts.js';
import { Panel } from '../../ui/panel.js';
import { ProblemView } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import { type Domain, DOMAINS } from './domain-queries.js';
import { DomainRule } from './domain-rule.js';

const STATES: Readonly<Record<Domain['state'], readonly [words: string, colour: string]>> = {
  waiting: ['Waits for its record', 'or'],
  verified: ['Verified', 'vert'],
  'record-missing': ['Its record has gone', 'gules'],
};

export function DomainPanel({ domain }: { domain: Domain }) {
  const may = useMay()('connection:manage');
  const queries = useQueryClient();
  const [isLeaving, leaving] = useDisclosure(false);
  const path = { params: { path: { id: domain.id } } };
  const verify = useMutation({
    mutationFn: () => told(api.POST('/api/v1/domains/{id}/verify', path)),
    onSuccess: () => toastDone(`${domain.name} is verified.`),
    onSettled: () => queries.invalidateQueries({ queryKey: DOMAINS }),
  });
  const remove = useMutation({
    mutationFn: () => told(api.DELETE('/api/v1/domains/{id}', path)),
    onSuccess: async () => {
      leaving.close();
      toastDone(`${domain.name} is no longer a domain of the organisation.`);
      await queries.invalidateQueries({ queryKey: DOMAINS });
    },
  });
  const [words, colour] = STATES[domain.state];
  return (
    <Panel
      title={domain.name}
      note={
        <Group gap={8} mt={4}>
          <Badge variant="light" color={colour} tt="none" fw={560}>
            {words}
          </Badge>
          <Text size="xs" c="dimmed">
            <State domain={domain} />
          </Text>
        </Group>
      }
      actions={
        may && (
          <Group gap="xs">
            {domain.state !== 'verified' && (
              <Button
                size="xs"
                loading={verify.isPending}
                onClick={() => verify.mutate()}
                aria-label={`Verify ${domain.name}`}
              >
                Verify
              </Button>
            )}
            <Button size="xs" variant="default" onClick={leaving.open} aria-label={`Remove ${domain.name}`}>
              Remove
            </Button>
          </Group>
        )
      }
    >
      {domain.state === 'verified' ? (
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            {domain.verifiedBy === 'operator'
              ? 'Vouched for by whoever runs this installation.'
              : 'Leave the record in your DNS: it is looked for again and again.'}
          </Text>
          <DomainRule domain={domain} />
        </Stack>
      ) : (
        <Stack gap="sm">
          <Text size="sm">
            Put this record into the DNS of {domain.name}, then verify. It can take some minutes to be seen.
          </Text>
          <Facts
            rows={[
              ['Type', 'TXT'],
              ['Name', <CopyField key="name" label="Name of the record" value={domain.record.name} />],
              ['Value', <CopyField key="value" label="Value of the record" value={domain.record.value} />],
            ]}
          />
          {verify.isError && <ProblemView error={verify.error} />}
          {domain.verifiedAt !== null && <DomainRule domain={domain} />}
        </Stack>
      )}
      <ConfirmDialog
        opened={isLeaving}
        onClose={leaving.close}
        title={`Remove ${domain.name}?`}
        act="Remove"
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
      >
        People with such an address are no longer led to your identity provider, and accounts of that domain are no
        longer linked by themselves. Whoever is linked stays so.
      </ConfirmDialog>
    </Panel>
  );
}

function State({ domain }: { domain: Domain }) {
  if (domain.missingSince !== null)
    return (
      <>
        not found since <Ago at={domain.missingSince} />
      </>
    );
  if (domain.verifiedAt !== null)
    return (
      <>
        since <Ago at={domain.verifiedAt} />
      </>
    );
  return (
    <>
      looked for <Ago at={domain.checkedAt} fallback="not yet" />
    </>
  );
}
