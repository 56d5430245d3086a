import { Badge, Button, Code, Stack, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, told } from '../../api/client.js';
import type { EnrolmentToken } from '../../api/wire.js';
import { useMay } from '../../app/session.js';
import { ActionsHead } from '../../ui/actions-head.js';
import { Ago } from '../../ui/ago.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { CopyField } from '../../ui/copy.js';
import { MoreButton } from '../../ui/more-button.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { count } from '../../ui/text.js';
import { toastDone } from '../../ui/toast.js';
import { CreateTokenDialog } from './create-token-dialog.js';
import { FleetNav } from './fleet-nav.js';
import { useEnrolmentTokens } from './fleet-queries.js';

const STATES: Readonly<Record<EnrolmentToken['state'], readonly [words: string, colour: string]>> = {
  open: ['Open', 'vert'],
  'used-up': ['Used up', 'gray'],
  expired: ['Expired', 'gray'],
  revoked: ['Revoked', 'gules'],
};

export function EnrolmentPage() {
  const may = useMay();
  const tokens = useEnrolmentTokens();
  const [isCreating, creation] = useDisclosure(false);
  const [leaving, setLeaving] = useState<EnrolmentToken | null>(null);
  const create = may('enrolment:create') && (
    <Button size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={creation.open}>
      New token
    </Button>
  );
  return (
    <Page title="Fleet" lead="How machines come under this organisation’s policy.">
      <FleetNav />
      <Stack>
        <Panel title="A developer’s own machine" note="The developer signs in, and confirms a code in the browser.">
          <CopyField label="Command" value={`castellan login ${location.origin}`} />
        </Panel>
        <Panel
          title="Enrolment tokens"
          note={
            <>
              For device management: <Code>castellan enroll</Code> with a token needs nobody at the keyboard.
            </>
          }
          actions={create}
          flush
        >
          {tokens.isError && <ProblemView error={tokens.error} onRetry={() => void tokens.refetch()} />}
          {tokens.isPending && <RowsSkeleton rows={3} />}
          {tokens.items?.length === 0 && (
            <Empty icon={<IconKey size={22} />} title="No enrolment token">
              Make one for each roll-out, so that you can end it without touching the others.
            </Empty>
          )}
          {tokens.items !== undefined && tokens.items.length > 0 && (
            <TokenTable tokens={tokens.items} onRevoke={setLeaving} />
          )}
          <MoreButton query={tokens} />
        </Panel>
      </Stack>
      <CreateTokenDialog opened={isCreating} onClose={creation.close} />
      <RevokeToken token={leaving} onClose={() => setLeaving(null)} />
    </Page>
  );
}

function TokenTable({
  tokens,
  onRevoke,
}: {
  tokens: readonly EnrolmentToken[];
  onRevoke: (token: EnrolmentToken) => void;
}) {
  const may = useMay();
  return (
    <Table miw={680}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Label</Table.Th>
          <Table.Th>State</Table.Th>
          <Table.Th>Machines</Table.Th>
          <Table.Th>Expires</Table.Th>
          <Table.Th>Made by</Table.Th>
          <ActionsHead />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {tokens.map((token) => (
          <Table.Tr key={token.id}>
            <Table.Td>{token.label}</Table.Td>
            <Table.Td>
              <Badge variant="light" color={STATES[token.state][1]} tt="none" fw={560}>
                {STATES[token.state][0]}
              </Badge>
            </Table.Td>
            <Table.Td>
              {count(token.usesTaken)} of {count(token.usesAllowed)}
            </Table.Td>
            <Table.Td>
              <Ago at={token.expiresAt} />
            </Table.Td>
            <Table.Td>
              {token.createdBy}
              <Text size="xs" c="dimmed">
                <Ago at={token.createdAt} />
              </Text>
            </Table.Td>
            <Table.Td ta="right">
              {token.state === 'open' && may('enrolment:create') && (
                <Button
                  size="compact-xs"
                  variant="subtle"
                  color="gules"
                  c="var(--c-reject-ink)"
                  onClick={() => onRevoke(token)}
                  aria-label={`Revoke ${token.label}`}
                >
                  Revoke
                </Button>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function RevokeToken({ token, onClose }: { token: EnrolmentToken | null; onClose: () => void }) {
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: (id: string) => told(api.DELETE('/api/v1/enrolment-tokens/{id}', { params: { path: { id } } })),
    onSuccess: async () => {
      onClose();
      toastDone('The token enrols no more machines.');
      await queries.invalidateQueries({ queryKey: ['enrolment-tokens'] });
    },
  });
  return (
    <ConfirmDialog
      opened={token !== null}
      onClose={onClose}
      title="Revoke this token?"
      act="Revoke"
      pending={revoke.isPending}
      error={revoke.error}
      onConfirm={() => {
        if (token !== null) revoke.mutate(token.id);
      }}
    >
      “{token?.label}” will enrol no more machines. Machines that it has enrolled stay.
    </ConfirmDialog>
  );
}
