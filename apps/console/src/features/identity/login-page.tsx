import { Button, Divider, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { api, told } from '../../api/client.js';
import { follow } from '../../app/sign-in.js';
import { BarePage } from '../../ui/bare-page.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { passkeysWork, provePasskey } from './passkeys.js';
import { SecondFactor } from './second-factor.js';

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

function Begin({ hasSignedOut, error }: { hasSignedOut: boolean; error: unknown }) {
  return (
    <BarePage
      title={hasSignedOut ? 'You are signed out' : 'Sign in'}
      lead={hasSignedOut ? 'Your session has ended on this browser.' : undefined}
    >
      <Stack>
        {!hasSignedOut && <ProblemView error={error} />}
        <Button component="a" href="/auth/login?returnTo=%2F">
          {hasSignedOut ? 'Sign in again' : 'Begin a new sign-in'}
        </Button>
      </Stack>
    </BarePage>
  );
}

function FirstFactor({ onPasswordRight }: { onPasswordRight: () => void }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const check = useMutation({
    mutationFn: () => told(api.POST('/api/v1/sign-in/password', { body: { email: email.trim(), password } })),
    onSuccess: onPasswordRight,
  });
  const passkey = useMutation({
    mutationFn: async () => {
      const { options } = await told(api.POST('/api/v1/sign-in/passkey/options'));
      return told(api.POST('/api/v1/sign-in/passkey', { body: { response: await provePasskey(options) } }));
    },
    onSuccess: ({ redirectTo }) => follow(redirectTo),
  });
  const failure = passkey.error ?? check.error;
  return (
    <BarePage title="Sign in">
      <Stack>
        {passkeysWork() && (
          <>
            <Button
              leftSection={<IconFingerprint size={18} aria-hidden />}
              loading={passkey.isPending}
              onClick={() => {
                check.reset();
                passkey.mutate();
              }}
            >
              Sign in with a passkey
            </Button>
            <Divider label="or with a password" />
          </>
        )}
        <form
          onSubmit={(event) => {
            event.preventDefault();
            passkey.reset();
            if (email !== '' && password !== '') check.mutate();
          }}
        >
          <Stack>
            <TextInput
              label="E-mail"
              type="email"
              required
              autoComplete="username webauthn"
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
            />
            <PasswordInput
              label="Password"
              required
              autoComplete="current-password"
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
            />
            {failure !== null && <ProblemView error={failure} />}
            <Button type="submit" variant={passkeysWork() ? 'default' : 'filled'} loading={check.isPending}>
              Continue
            </Button>
          </Stack>
        </form>
        <Text size="sm" c="dimmed">
          Lost your passkey and your password? Ask an owner of your organisation for a new link.
        </Text>
      </Stack>
    </BarePage>
  );
}
