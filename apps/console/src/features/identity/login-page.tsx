import { Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { api, told } from '../../api/client.js';
import { ApiProblem } from '../../api/problem.js';
import { BarePage } from '../../ui/bare-page.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { FirstFactor } from './first-factor.js';
import { SecondFactor } from './second-factor.js';
import { refusalInWords } from './sso-refusals.js';

/** Sign-in: the console's face of the OpenID provider's interaction. Without one it offers to begin. */
export function LoginPage() {
  const [params] = useSearchParams();
  const [isPasswordRight, setPasswordRight] = useState(false);
  const interaction = useQuery({
    queryKey: ['sign-in'],
    queryFn: () => told(api.GET('/api/v1/sign-in')),
    retry: false,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  const refused = params.get('refused');
  if (refused !== null) return <Refused reason={refused} />;
  if (interaction.isPending) {
    return (
      <BarePage title="Sign in">
        <RowsSkeleton rows={4} label="Preparing sign-in" />
      </BarePage>
    );
  }
  if (interaction.isError) return <Begin hasSignedOut={params.has('signed-out')} error={interaction.error} />;
  if (isPasswordRight || interaction.data.step === 'totp')
    return <SecondFactor onStartOver={() => location.assign('/auth/login?returnTo=%2F')} />;
  return <FirstFactor onPasswordRight={() => setPasswordRight(true)} />;
}

/** Where no sign-in is under way: after a bookmark, an hour's pause or the end of a session nothing is wrong, and nothing says that it is. */
function Begin({ hasSignedOut, error }: { hasSignedOut: boolean; error: unknown }) {
  const isNone = error instanceof ApiProblem && error.code === 'sign_in.expired';
  const lead = isNone ? 'No sign-in is under way here: it took too long, or none was begun.' : undefined;
  return (
    <BarePage
      title={hasSignedOut ? 'You are signed out' : 'Sign in'}
      lead={hasSignedOut ? 'Your session has ended on this browser.' : lead}
    >
      <Stack>
        {!hasSignedOut && !isNone && <ProblemView error={error} />}
        <Button component="a" href="/auth/login?returnTo=%2F">
          {hasSignedOut ? 'Sign in again' : 'Begin a new sign-in'}
        </Button>
      </Stack>
    </BarePage>
  );
}

/** A single sign-on that was refused, told plainly. The address is that of the sign-in page, so that the way back is short. */
function Refused({ reason }: { reason: string }) {
  return (
    <BarePage title="You are not signed in">
      <Stack>
        <Text size="sm">{refusalInWords(reason)}</Text>
        <Button component="a" href="/auth/login?returnTo=%2F">
          Begin again
        </Button>
        <Text size="xs" c="dimmed">
          For your administrator: <code>{reason.slice(0, 60)}</code>
        </Text>
      </Stack>
    </BarePage>
  );
}
