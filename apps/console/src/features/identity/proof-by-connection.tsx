import { Alert, Button, Group, Loader, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api, told } from '../../api/client.js';
import { ProblemView } from '../../ui/states.js';
import { hearOfProofs } from './proof-channel.js';
import { refusalInWords } from './sso-refusals.js';

/**
 * Proof at the identity provider that the session came from, in a second tab, so that this page stays and goes on by itself. Where the browser
 * opens no second tab, this page is left instead.
 */
export function ProofByConnection({ onProved }: { onProved: () => void }) {
  const [isAway, setAway] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const proved = useRef(onProved);
  useEffect(() => {
    proved.current = onProved;
  });
  useEffect(
    () =>
      hearOfProofs((heard) => {
        if (heard.kind === 'proved') proved.current();
        else {
          setAway(false);
          setRefusal(heard.reason);
        }
      }),
    [],
  );
  const go = useMutation({ mutationFn: leave, onSuccess: (_, tab) => setAway(tab !== null) });
  const begin = () => {
    setRefusal(null);
    // The tab must be opened by the press itself: one that is opened later, browsers block.
    go.mutate(window.open('about:blank', '_blank'));
  };
  return (
    <Stack gap="xs">
      <Text size="sm">
        You came in through your organisation’s identity provider. It asks you again in a second tab; this page then
        goes on by itself.
      </Text>
      {refusal !== null && (
        <Alert color="gules" variant="light" role="alert">
          {refusalInWords(refusal)}
        </Alert>
      )}
      {go.isError && <ProblemView error={go.error} />}
      {isAway && (
        <Group gap="xs" role="status">
          <Loader size="xs" aria-hidden />
          <Text size="sm">Waiting for the other tab.</Text>
        </Group>
      )}
      <Button autoFocus data-autofocus variant={isAway ? 'default' : 'filled'} loading={go.isPending} onClick={begin}>
        {isAway ? 'Open the tab again' : 'Go to the identity provider'}
      </Button>
    </Stack>
  );
}

/** Sends the second tab there; with none, this page, which is then come back to. */
async function leave(tab: Window | null): Promise<void> {
  const returnTo = tab === null ? `${location.pathname}${location.search}` : '/proved';
  try {
    const { url } = await told(api.POST('/api/v1/me/proof/connection', { body: { returnTo } }));
    (tab ?? window).location.assign(url);
  } catch (error) {
    tab?.close();
    throw error;
  }
}
