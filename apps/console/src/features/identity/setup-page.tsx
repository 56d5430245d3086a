import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'react-router';
import { api, told } from '../../api/client.js';
import { BarePage } from '../../ui/bare-page.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { Invitation } from './invitation.js';
import { keptInvitation } from './kept-invitation.js';
import { SetupWizard } from './setup-wizard.js';

/** First run, or a link that joins an organisation. The token stands in the fragment and so reaches no server log. */
export function SetupPage() {
  const { hash } = useLocation();
  const [token, setToken] = useState(() => hash.slice(1) || keptInvitation());
  // Another link, opened in the tab that shows this page, changes the fragment and loads nothing.
  if (hash.length > 1 && hash.slice(1) !== token) setToken(hash.slice(1));
  const link = useQuery({
    queryKey: ['setup', token],
    queryFn: () => told(api.POST('/api/v1/setup/inspect', { body: { token } })),
    enabled: token !== '',
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    retry: false,
  });
  if (link.data?.org !== undefined) return <Invitation key={token} token={token} link={link.data} />;
  if (link.data !== undefined) return <SetupWizard key={token} token={token} link={link.data} />;
  return (
    <BarePage title="Set up Castellan" lead={token === '' ? 'This page is opened by a set-up link.' : undefined}>
      {token === '' && (
        <>
          <p>
            The link stands in the terminal where Castellan was started, or was sent to you by an owner. Open it as a
            whole, with what follows the #.
          </p>
          <Button component="a" href="/">
            I already have an account
          </Button>
        </>
      )}
      {link.isLoading && <RowsSkeleton rows={4} label="Checking the link" />}
      {link.isError && (
        <>
          <ProblemView error={link.error} onRetry={() => void link.refetch()} />
          <Button component="a" href="/" variant="subtle" mt="md">
            Sign in instead
          </Button>
        </>
      )}
    </BarePage>
  );
}
