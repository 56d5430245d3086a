import { Anchor, Button, Stack, Text } from '@mantine/core';
import { useEffect } from 'react';
import { Link, useSearchParams } from 'react-router';
import { BarePage } from '../../ui/bare-page.js';
import { tellOfProof } from './proof-channel.js';
import { refusalInWords } from './sso-refusals.js';

/** Where a proof at an identity provider ends: it tells the tab that waits, and closes itself where the browser lets it. */
export function ProvedPage() {
  const [params] = useSearchParams();
  const refused = params.get('refused');
  useEffect(() => {
    tellOfProof(refused === null ? { kind: 'proved' } : { kind: 'refused', reason: refused.slice(0, 60) });
    if (refused === null) window.close();
  }, [refused]);
  return (
    <BarePage title={refused === null ? 'Go back to the first tab' : 'That was no fresh proof'}>
      <Stack>
        <Text size="sm">
          {refused === null
            ? 'You have proved that it is you. What you were about to do goes on in the tab that you came from.'
            : refusalInWords(refused)}
        </Text>
        <Button variant="default" onClick={() => window.close()}>
          Close this tab
        </Button>
        <Anchor component={Link} to="/" size="sm">
          Go to the overview
        </Anchor>
        {refused !== null && (
          <Text size="xs" c="dimmed">
            For your administrator: <code>{refused.slice(0, 60)}</code>
          </Text>
        )}
      </Stack>
    </BarePage>
  );
}
