import { Button, Table, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { api, told } from '../../api/client.js';
import { useSession } from '../../app/session.js';
import { ActionsHead } from '../../ui/actions-head.js';
import { Ago } from '../../ui/ago.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { Panel } from '../../ui/panel.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import { KIND_NAMES } from './connection.js';
import type { Kind } from './recipe.js';

const IDENTITIES = ['own-identities'] as const;

interface OwnIdentity {
  readonly connection: { readonly id: string; readonly name: string; readonly kind: Kind };
  readonly identity: {
    readonly email: string | null;
    readonly linkedBy: 'jit' | 'directory' | 'verified-domain' | 'handover' | 'self';
    readonly linkedAt: string;
    readonly lastUsedAt: string | null;
  } | null;
}

const LINKED_BY: Readonly<Record<NonNullable<OwnIdentity['identity']>['linkedBy'], string>> = {
  jit: 'made your account',
  directory: 'came with your account from the directory',
  'verified-domain': 'linked by your address',
  handover: 'taken over from the identity provider of before',
  self: 'linked by you',
};

/** Who one is at the identity providers of the org, and the way to add that. Nothing is shown where the org has none. */
export function LinkedIdentities() {
  const { org, session } = useSession();
  const identities = useQuery({
    queryKey: [...IDENTITIES, org.id],
    queryFn: () => told(api.GET('/api/v1/me/identities')),
  });
  const [leaving, setLeaving] = useState<OwnIdentity | null>(null);
  const [params] = useSearchParams();
  const add = useMutation({
    mutationFn: (connectionId: string) => told(api.POST('/api/v1/me/identities', { body: { connectionId } })),
    onSuccess: ({ url }) => location.assign(url),
  });
  const items: readonly OwnIdentity[] | undefined = identities.data?.items;
  if (items?.length === 0) return null;
  return (
    <Panel
      title={`Single sign-on of ${org.name}`}
      note={
        params.has('linked') ? (
          <span role="status">Your account is linked. You can sign in with it from now on.</span>
        ) : (
          'Sign in with the account that you have there.'
        )
      }
      flush
    >
      {identities.isPending && <RowsSkeleton rows={2} />}
      {identities.isError && <ProblemView error={identities.error} onRetry={() => void identities.refetch()} />}
      {items !== undefined && (
        <Table miw={520}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Identity provider</Table.Th>
              <Table.Th>Your account there</Table.Th>
              <Table.Th>Last used</Table.Th>
              <ActionsHead />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map((item) => (
              <Table.Tr key={item.connection.id}>
                <Table.Td>
                  {item.connection.name}
                  <Text size="xs" c="dimmed">
                    {session.connectionId === item.connection.id
                      ? 'this session was begun through it'
                      : KIND_NAMES[item.connection.kind]}
                  </Text>
                </Table.Td>
                <Table.Td>
                  {item.identity === null ? (
                    <Text size="sm" c="dimmed">
                      not linked
                    </Text>
                  ) : (
                    <>
                      {item.identity.email ?? 'an account without an address'}
                      <Text size="xs" c="dimmed">
                        {LINKED_BY[item.identity.linkedBy]}
                      </Text>
                    </>
                  )}
                </Table.Td>
                <Table.Td>{item.identity === null ? '–' : <Ago at={item.identity.lastUsedAt} />}</Table.Td>
                <Table.Td ta="right">
                  {item.identity === null ? (
                    <Button
                      size="compact-xs"
                      loading={add.isPending && add.variables === item.connection.id}
                      onClick={() => add.mutate(item.connection.id)}
                      aria-label={`Link my account at ${item.connection.name}`}
                    >
                      Link my account
                    </Button>
                  ) : (
                    item.identity.linkedBy === 'self' && (
                      <Button
                        size="compact-xs"
                        variant="default"
                        onClick={() => setLeaving(item)}
                        aria-label={`Remove my account at ${item.connection.name}`}
                      >
                        Remove
                      </Button>
                    )
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {add.isError && <ProblemView error={add.error} />}
      {leaving !== null && <RemoveDialog item={leaving} onClose={() => setLeaving(null)} />}
    </Panel>
  );
}

function RemoveDialog({ item, onClose }: { item: OwnIdentity; onClose: () => void }) {
  const queries = useQueryClient();
  const { id, name } = item.connection;
  const remove = useMutation({
    mutationFn: () =>
      told(api.DELETE('/api/v1/me/identities/{connectionId}', { params: { path: { connectionId: id } } })),
    onSuccess: async () => {
      onClose();
      toastDone(`${name} no longer signs you in.`);
      await queries.invalidateQueries({ queryKey: IDENTITIES });
    },
  });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={`Remove your account at ${name}?`}
      act="Remove"
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
    >
      It no longer signs you in here, until you link it again. Your account here stays.
    </ConfirmDialog>
  );
}
