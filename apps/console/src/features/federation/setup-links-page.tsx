import { Badge, Button, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconLink, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, told } from '../../api/client.js';
import { useMay } from '../../app/session.js';
import { ActionsHead } from '../../ui/actions-head.js';
import { Ago } from '../../ui/ago.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import { KIND_NAMES } from './connection.js';
import { MakeSetupLinkDialog } from './make-setup-link-dialog.js';
import { type SetupLink, SETUP_LINKS, setupLinksQuery } from './setup-link-queries.js';
import { SignOnNav } from './sign-on-nav.js';

const STATES: Readonly<Record<SetupLink['state'], readonly [words: string, colour: string]>> = {
  good: ['Open', 'vert'],
  expired: ['Expired', 'gray'],
  revoked: ['Revoked', 'gules'],
};

export function SetupLinksPage() {
  const may = useMay()('connection:manage');
  const links = useQuery(setupLinksQuery);
  const [isMaking, making] = useDisclosure(false);
  const items = links.data?.items;
  const isEmpty = items?.length === 0;
  const make = may && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={making.open}>
      Make a link
    </Button>
  );
  return (
    <Page
      title="Single sign-on"
      lead="Have your identity team set up a connection, without an account here. You turn it on when its test has passed."
      actions={!isEmpty && make}
    >
      <SignOnNav />
      {links.isError && <ProblemView error={links.error} onRetry={() => void links.refetch()} />}
      {!links.isError && (
        <Panel flush>
          {links.isPending && <RowsSkeleton rows={3} />}
          {isEmpty && (
            <Empty icon={<IconLink size={22} />} title="No set-up link" action={make}>
              A link opens one connection and nothing else: the steps for the identity provider, its settings, and the
              test. It ends by itself, and you can end it before.
            </Empty>
          )}
          {items !== undefined && !isEmpty && <LinkTable links={items} />}
        </Panel>
      )}
      {isMaking && <MakeSetupLinkDialog onClose={making.close} />}
    </Page>
  );
}

function LinkTable({ links }: { links: readonly SetupLink[] }) {
  const may = useMay()('connection:manage');
  const queries = useQueryClient();
  const [ending, setEnding] = useState<SetupLink | null>(null);
  const revoke = useMutation({
    mutationFn: (id: string) => told(api.DELETE('/api/v1/connection-setup-links/{id}', { params: { path: { id } } })),
    onSuccess: async () => {
      setEnding(null);
      toastDone('The link opens nothing any more.');
      await queries.invalidateQueries({ queryKey: SETUP_LINKS });
    },
  });
  return (
    <>
      <Table miw={680}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>For</Table.Th>
            <Table.Th>Protocol</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Ends</Table.Th>
            <Table.Th>Last opened</Table.Th>
            <ActionsHead />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {links.map((link) => (
            <Table.Tr key={link.id}>
              <Table.Td>
                {link.label}
                <Text size="xs" c="dimmed">
                  made by {link.madeBy}
                </Text>
              </Table.Td>
              <Table.Td>{KIND_NAMES[link.kind]}</Table.Td>
              <Table.Td>
                <Badge variant="light" color={STATES[link.state][1]} tt="none" fw={560}>
                  {STATES[link.state][0]}
                </Badge>
              </Table.Td>
              <Table.Td>
                <Ago at={link.expiresAt} />
              </Table.Td>
              <Table.Td>
                <Ago at={link.lastUsedAt} />
              </Table.Td>
              <Table.Td ta="right">
                {may && link.state === 'good' && (
                  <Button
                    size="compact-xs"
                    variant="default"
                    onClick={() => setEnding(link)}
                    aria-label={`Revoke the link for ${link.label}`}
                  >
                    Revoke
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <ConfirmDialog
        opened={ending !== null}
        onClose={() => setEnding(null)}
        title="Revoke this link?"
        act="Revoke"
        pending={revoke.isPending}
        error={revoke.error}
        onConfirm={() => {
          if (ending !== null) revoke.mutate(ending.id);
        }}
      >
        Whoever has the link for {ending?.label} can open nothing with it any more. What was set up stays.
      </ConfirmDialog>
    </>
  );
}
