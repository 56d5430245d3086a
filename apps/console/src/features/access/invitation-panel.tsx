import { Button, Table } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, told } from '../../api/client.js';
import { useMay } from '../../app/session.js';
import { ActionsHead } from '../../ui/actions-head.js';
import { Ago } from '../../ui/ago.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { MoreButton } from '../../ui/more-button.js';
import { at, usePages } from '../../ui/pages-query.js';
import { Panel } from '../../ui/panel.js';
import { ProblemView } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import { useRoleTitle } from './access-queries.js';

interface Invitation {
  readonly id: string;
  readonly email: string;
  readonly role: string;
  readonly invitedBy: string | null;
  readonly expiresAt: string;
}

/** The invitations that nobody has used yet; nothing is shown where there are none. */
export function InvitationPanel() {
  const [ending, setEnding] = useState<Invitation | null>(null);
  const may = useMay();
  const roleTitle = useRoleTitle();
  const waiting = usePages(['invitations'], (cursor) =>
    told(api.GET('/api/v1/invitations', { params: { query: at(cursor) } })),
  );
  if (waiting.isError) return <ProblemView error={waiting.error} onRetry={() => void waiting.refetch()} />;
  if (waiting.items === undefined || waiting.items.length === 0) return null;
  return (
    <Panel title="Invited" flush>
      <Table miw={640}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>E-mail</Table.Th>
            <Table.Th>Role</Table.Th>
            <Table.Th>By</Table.Th>
            <Table.Th>Link ends</Table.Th>
            <ActionsHead />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {waiting.items.map((invitation) => (
            <Table.Tr key={invitation.id}>
              <Table.Td>{invitation.email}</Table.Td>
              <Table.Td>{roleTitle(invitation.role)}</Table.Td>
              <Table.Td>{invitation.invitedBy ?? 'an automation'}</Table.Td>
              <Table.Td>
                <Ago at={invitation.expiresAt} />
              </Table.Td>
              <Table.Td ta="right">
                {may('member:invite') && (
                  <Button
                    size="compact-xs"
                    variant="default"
                    onClick={() => setEnding(invitation)}
                    aria-label={`Take back the invitation of ${invitation.email}`}
                  >
                    Take back
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <MoreButton query={waiting} />
      {ending !== null && <TakeBackDialog invitation={ending} onClose={() => setEnding(null)} />}
    </Panel>
  );
}

function TakeBackDialog({ invitation, onClose }: { invitation: Invitation; onClose: () => void }) {
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => told(api.DELETE('/api/v1/invitations/{id}', { params: { path: { id: invitation.id } } })),
    onSuccess: () => {
      onClose();
      toastDone('The link opens nothing any more.');
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['invitations'] }),
  });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title="Take the invitation back?"
      act="Take back"
      pending={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate()}
    >
      The link that {invitation.email} has, or will get, opens nothing from then on.
    </ConfirmDialog>
  );
}
