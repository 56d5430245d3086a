import { Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, told } from '../../api/client.js';
import { follow } from '../../app/sign-in.js';
import { BarePage } from '../../ui/bare-page.js';
import { ProblemView } from '../../ui/states.js';
import { codeFault } from './sign-in-fields.js';
import { TotpInput } from './totp-enrolment.js';

/** After the password: the authenticator's code, or a recovery code in its place. */
export function SecondFactor({ onStartOver }: { onStartOver: () => void }) {
  const [isRecovering, setRecovering] = useState(false);
  const [code, setCode] = useState('');
  const [isTried, setTried] = useState(false);
  const check = useMutation({
    mutationFn: () =>
      isRecovering
        ? told(api.POST('/api/v1/sign-in/recovery', { body: { code: code.trim() } }))
        : told(api.POST('/api/v1/sign-in/totp', { body: { code } })),
    onSuccess: ({ redirectTo }) => follow(redirectTo),
    onError: () => setCode(''),
  });
  const fault = isRecovering ? (code.trim() === '' ? 'Enter one of your recovery codes.' : null) : codeFault(code);
  const change = (next: string) => {
    setCode(next);
    setTried(false);
  };
  return (
    <BarePage
      title={isRecovering ? 'Use a recovery code' : 'Enter your code'}
      lead={
        isRecovering
          ? 'Each code works once.'
          : 'Your password is right. Now the six digits from your authenticator app.'
      }
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (fault === null) check.mutate();
        }}
      >
        <Stack>
          {isRecovering ? (
            <TextInput
              label="Recovery code"
              required
              autoFocus
              autoComplete="off"
              value={code}
              onChange={(event) => change(event.currentTarget.value)}
              error={isTried ? fault : null}
            />
          ) : (
            <TotpInput label="Code" value={code} onChange={change} error={isTried ? fault : null} />
          )}
          {check.isError && <ProblemView error={check.error} />}
          <Button type="submit" loading={check.isPending}>
            Sign in
          </Button>
          <Text size="sm">
            <Anchor
              component="button"
              type="button"
              onClick={() => {
                change('');
                check.reset();
                setRecovering(!isRecovering);
              }}
            >
              {isRecovering ? 'Use the authenticator app' : 'Use a recovery code'}
            </Anchor>
            {' · '}
            <Anchor component="button" type="button" onClick={onStartOver}>
              Start over
            </Anchor>
          </Text>
        </Stack>
      </form>
    </BarePage>
  );
}
