import { Anchor, Button, Group, Stack, Table, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { api, told } from '../../api/client.js';
import { useMay } from '../../app/session.js';
import { ActionsHead } from '../../ui/actions-head.js';
import { Ago } from '../../ui/ago.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { CopyField } from '../../ui/copy.js';
import { Ending } from '../../ui/ending.js';
import { Panel } from '../../ui/panel.js';
import { plural } from '../../ui/text.js';
import { toastDone } from '../../ui/toast.js';
import { DirectoryNotices, VouchButton, Vouched } from './vouching.js';
import { type Directory, DIRECTORIES, type DirectoryToken, stateOf } from './directory-queries.js';
import { Recipes } from './recipes.js';
import { RotateTokenDialog } from './rotate-token-dialog.js';

type Act = 'recipes' | 'rotate' | 'remove';

export function DirectoryPanel({ directory }: { directory: Directory }) {
  const may = useMay();
  const [act, setAct] = useState<Act | null>(null);
  const { id, name, users, groups, baseUrl, tokens } = directory;
  const home = `/directories/${id}`;
  return (
    <Panel
      title={name}
      note={
        <>
          <Anchor component={Link} to={home} size="sm">
            {plural(users, 'person', 'people')}
          </Anchor>
          {' · '}
          <Anchor component={Link} to={`${home}/groups`} size="sm">
            {plural(groups, 'group')}
          </Anchor>
          {' · '}
          <Anchor component={Link} to={`${home}/log`} size="sm">
            provisioning log
          </Anchor>
        </>
      }
      actions={
        may('directory:manage') && (
          <Group gap="xs">
            <Button variant="default" size="xs" onClick={() => setAct('rotate')} aria-label={`New token for ${name}`}>
              New token
            </Button>
            <Button
              variant="default"
              size="xs"
              c="var(--c-reject-ink)"
              onClick={() => setAct('remove')}
              aria-label={`Remove ${name}`}
            >
              Remove
            </Button>
          </Group>
        )
      }
    >
      <Stack>
        <DirectoryNotices directory={directory} />
        <div>
          <Text size="sm" c="dimmed" mb={4}>
            Base URL
          </Text>
          <CopyField label={`Base URL of ${name}`} value={baseUrl} />
          <Button
            variant="subtle"
            size="compact-sm"
            mt="xs"
            onClick={() => setAct('recipes')}
            aria-label={`How to set up ${name} at the identity provider`}
          >
            How to set it up in Okta and Entra ID
          </Button>
        </div>
        <Tokens directory={directory} tokens={tokens} />
      </Stack>
      {act === 'recipes' && <Recipes baseUrl={baseUrl} onClose={() => setAct(null)} />}
      {act === 'rotate' && <RotateTokenDialog directory={directory} onClose={() => setAct(null)} />}
      {act === 'remove' && <RemoveDialog directory={directory} onClose={() => setAct(null)} />}
    </Panel>
  );
}

function Tokens({ directory, tokens }: { directory: Directory; tokens: readonly DirectoryToken[] }) {
  const may = useMay();
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: (tokenId: string) =>
      told(
        api.DELETE('/api/v1/directories/{id}/tokens/{tokenId}', { params: { path: { id: directory.id, tokenId } } }),
      ),
    onSuccess: async () => {
      toastDone('The token is good for nothing any more.');
      await queries.invalidateQueries({ queryKey: DIRECTORIES });
    },
  });
  return (
    <Table.ScrollContainer minWidth={760}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Token</Table.Th>
            <Table.Th>Ends with</Table.Th>
            <Table.Th>Last used</Table.Th>
            <Table.Th>Good until</Table.Th>
            <Table.Th>Vouched for by</Table.Th>
            <ActionsHead />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tokens.map((token) => (
            <Table.Tr key={token.id}>
              <Table.Td>{token.name}</Table.Td>
              <Table.Td>
                <code>…{token.hint}</code>
              </Table.Td>
              <Table.Td>{token.lastUsedAt === null ? 'never' : <Ago at={token.lastUsedAt} />}</Table.Td>
              <Table.Td>{stateOf(token) === 'good' ? <Ending at={token.expiresAt} /> : stateOf(token)}</Table.Td>
              <Table.Td>
                <Vouched token={token} />
              </Table.Td>
              <Table.Td ta="right">
                {stateOf(token) === 'good' && may('directory:manage') && (
                  <Group gap={6} justify="flex-end" wrap="nowrap">
                    <VouchButton directory={directory} token={token} />
                    <Button
                      size="compact-xs"
                      variant="default"
                      loading={revoke.isPending && revoke.variables === token.id}
                      onClick={() => revoke.mutate(token.id)}
                      aria-label={`Revoke the token ${token.name} of ${directory.name}`}
                    >
                      Revoke
                    </Button>
                  </Group>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function RemoveDialog({ directory, onClose }: { directory: Directory; onClose: () => void }) {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => told(api.DELETE('/api/v1/directories/{id}', { params: { path: { id: directory.id } } })),
    onSuccess: async () => {
      onClose();
      toastDone(`${directory.name} is removed.`);
      await queries.invalidateQueries({ queryKey: DIRECTORIES });
    },
  });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={`Remove ${directory.name}?`}
      act="Remove"
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
    >
      Its users, groups and log go, and so do roles that were given to its groups. Members stay as they are.
    </ConfirmDialog>
  );
}
