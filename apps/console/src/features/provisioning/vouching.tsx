import { Alert, Anchor, Button, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api, told } from '../../api/client.js';
import { Ago } from '../../ui/ago.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { toastDone } from '../../ui/toast.js';
import { type Directory, DIRECTORIES, type DirectoryToken, stateOf } from './directory-queries.js';

/** Whose power the holder of a token has over people and groups. */
export function Vouched({ token }: { token: DirectoryToken }) {
  return (
    <Stack gap={0}>
      <Text size="sm">{token.vouchedBy ?? 'an administrator, as all tokens from before'}</Text>
      <Text size="xs" c="dimmed">
        {token.coversOwners ? 'an owner: it can deactivate owners too' : 'it cannot deactivate owners'}
        {token.vouchedAt !== null && (
          <>
            {' · '}
            <Ago at={token.vouchedAt} />
          </>
        )}
      </Text>
    </Stack>
  );
}

/** What waits for somebody with more power: a person who was to be deactivated, groups that give more than a token's maker could. */
export function DirectoryNotices({ directory }: { directory: Directory }) {
  const { heldBack, tokens, id } = directory;
  const lacking = tokens.filter((token) => stateOf(token) === 'good' && !token.coversGroups);
  return (
    <>
      {heldBack !== null && (
        <Alert
          color="gules"
          variant="light"
          role="alert"
          icon={<IconAlertTriangle aria-hidden />}
          title={`${heldBack.label} was not deactivated, or not taken back`}
        >
          <Text size="sm">
            Her directory said so <Ago at={heldBack.at} />, but she may do more here than whoever vouched for its token,
            or she is the last owner. If she has left, she can act still. Let an owner vouch for the token, then try the
            request again in the{' '}
            <Anchor component={Link} to={`/directories/${id}/log`} size="sm" c="inherit" td="underline">
              provisioning log
            </Anchor>
            .
          </Text>
        </Alert>
      )}
      {lacking.length > 0 && (
        <Alert
          color="or"
          variant="light"
          role="note"
          icon={<IconAlertTriangle aria-hidden />}
          title="Groups of this directory give more than whoever made a token could give"
        >
          <Text size="sm">
            Whoever holds {lacking.map(({ name }) => `“${name}”`).join(', ')} says who is in them. Vouch for it if you
            know who that is; otherwise make a new token and revoke this one.
          </Text>
        </Alert>
      )}
    </>
  );
}

export function VouchButton({ directory, token }: { directory: Directory; token: DirectoryToken }) {
  const queries = useQueryClient();
  const [isAsking, asking] = useDisclosure(false);
  const vouch = useMutation({
    mutationFn: () =>
      told(
        api.POST('/api/v1/directories/{id}/tokens/{tokenId}/vouch', {
          params: { path: { id: directory.id, tokenId: token.id } },
        }),
      ),
    onSuccess: async () => {
      asking.close();
      toastDone(`You vouch for ${token.name} of ${directory.name}.`);
      await queries.invalidateQueries({ queryKey: DIRECTORIES });
    },
  });
  if (token.coversOwners && token.coversGroups) return null;
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        onClick={asking.open}
        aria-label={`Vouch for the token ${token.name} of ${directory.name}`}
      >
        Vouch
      </Button>
      <ConfirmDialog
        opened={isAsking}
        onClose={asking.close}
        title={`Vouch for ${token.name}?`}
        act="Vouch for it"
        pending={vouch.isPending}
        error={vouch.error}
        onConfirm={() => vouch.mutate()}
      >
        Whoever holds this token (…{token.hint}) can then do by it what you can do to people here: say who is in groups
        that give roles, and deactivate whoever has them. Owners too, if you are one; never the last. Do it only if you
        know who holds it.
      </ConfirmDialog>
    </>
  );
}
