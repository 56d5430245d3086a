import { Alert, Button, Group, PasswordInput, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, told } from '../../api/client.js';
import type { OwnerCredential } from '../../api/wire.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { makePasskey, passkeysWork, whyNoPasskeys } from './passkeys.js';
import { codeFault, passwordFault } from './sign-in-fields.js';
import { TotpEnrolment } from './totp-enrolment.js';

interface CredentialStepProps {
  token: string;
  org: { name: string; slug: string };
  owner: { name: string; email: string };
  onBack: () => void;
  onDone: (recoveryCodes: string[]) => void;
}

/** The owner's way in: a passkey, or a password with an authenticator. Ends set-up in one request. */
export function CredentialStep({ token, org, owner, onBack, onDone }: CredentialStepProps) {
  const [kind, setKind] = useState(passkeysWork() ? 'passkey' : 'password');
  const complete = useMutation({
    mutationFn: (credential: OwnerCredential) =>
      told(api.POST('/api/v1/setup/complete', { body: { token, org, owner, credential } })),
    onSuccess: ({ recoveryCodes }) => onDone(recoveryCodes),
  });
  const passkey = useMutation({
    mutationFn: async () => {
      const { options } = await told(api.POST('/api/v1/setup/passkey-options', { body: { token, ...owner } }));
      return complete.mutateAsync({ kind: 'passkey', response: await makePasskey(options) });
    },
  });
  const failure = passkey.error ?? complete.error;
  return (
    <Stack>
      <SegmentedControl
        aria-label="Way to sign in"
        value={kind}
        onChange={(chosen) => {
          setKind(chosen);
          passkey.reset();
          complete.reset();
        }}
        data={[
          { value: 'passkey', label: 'Passkey' },
          { value: 'password', label: 'Password and authenticator' },
        ]}
      />
      {kind === 'passkey' && (
        <>
          <Text size="sm">
            Your fingerprint, face, device PIN or security key. Nothing to remember, and nothing that can be phished.
          </Text>
          {!passkeysWork() && <Alert color="or">{whyNoPasskeys()}, or use a password and an authenticator.</Alert>}
          <Button
            leftSection={<IconFingerprint size={18} aria-hidden />}
            disabled={!passkeysWork()}
            loading={passkey.isPending}
            onClick={() => passkey.mutate()}
          >
            Create a passkey
          </Button>
        </>
      )}
      {kind === 'password' && (
        <PasswordForm
          token={token}
          email={owner.email}
          pending={complete.isPending}
          onDone={(credential) => complete.mutate(credential)}
        />
      )}
      {failure !== null && <ProblemView error={failure} />}
      <Group>
        <Button variant="subtle" size="compact-sm" onClick={onBack}>
          Back
        </Button>
      </Group>
    </Stack>
  );
}

interface PasswordFormProps {
  token: string;
  email: string;
  pending: boolean;
  onDone: (credential: OwnerCredential) => void;
}

function PasswordForm({ token, email, pending, onDone }: PasswordFormProps) {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [isTried, setTried] = useState(false);
  const totp = useQuery({
    queryKey: ['setup-totp', token, email],
    queryFn: () => told(api.POST('/api/v1/setup/totp', { body: { token, email } })),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  const faults = { password: passwordFault(password), code: codeFault(code) };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (faults.password === null && faults.code === null) onDone({ kind: 'password', password, totpCode: code });
      }}
    >
      <Stack>
        <PasswordInput
          label="Password"
          description="At least 12 characters; a few words in a row are good."
          required
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={isTried ? faults.password : null}
          visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
        />
        {totp.isError && <ProblemView error={totp.error} onRetry={() => void totp.refetch()} />}
        {totp.isPending && <RowsSkeleton rows={3} />}
        {totp.data !== undefined && (
          <TotpEnrolment {...totp.data} code={code} onCode={setCode} error={isTried ? faults.code : null} />
        )}
        <Button type="submit" loading={pending}>
          Finish set-up
        </Button>
      </Stack>
    </form>
  );
}
