import { Button, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api, told } from '../../api/client.js';
import { proveWith } from '../../api/fresh-proof.js';
import { Dialog } from '../../ui/dialog.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { passkeysWork, provePasskey } from './passkeys.js';
import { ProofByConnection } from './proof-by-connection.js';
import { codeFault } from './sign-in-fields.js';
import { TotpInput } from './totp-enrolment.js';

/** Asks in place who is at the screen, when the server wants to know it anew. What was asked goes on after it. */
export function ProofDialog() {
  const [isOpen, setOpen] = useState(false);
  const answer = useRef<((isProved: boolean) => void) | null>(null);
  useEffect(
    () =>
      proveWith(() => {
        setOpen(true);
        return new Promise((resolve) => (answer.current = resolve));
      }),
    [],
  );
  const close = (isProved: boolean) => {
    setOpen(false);
    answer.current?.(isProved);
    answer.current = null;
  };
  return (
    <Dialog opened={isOpen} onClose={() => close(false)} title="Confirm that it is you" zIndex={400}>
      {isOpen && <Proof onProved={() => close(true)} />}
    </Dialog>
  );
}

function Proof({ onProved }: { onProved: () => void }) {
  const ways = useQuery({ queryKey: ['me', 'proof'], queryFn: () => told(api.GET('/api/v1/me/proof')), gcTime: 0 });
  return (
    <Stack>
      <Text size="sm">What you are about to do wants a fresh proof.</Text>
      {ways.isPending && <RowsSkeleton rows={2} label="Looking how you can prove it" />}
      {ways.isError && <ProblemView error={ways.error} onRetry={() => void ways.refetch()} />}
      {ways.data?.connection === true && <ProofByConnection onProved={onProved} />}
      {ways.data?.passkey === true && passkeysWork() && <ByPasskey onProved={onProved} />}
      {ways.data?.totp === true && (
        <ByCode onProved={onProved} isFirst={!ways.data.connection && !(ways.data.passkey && passkeysWork())} />
      )}
      {ways.data !== undefined && !Object.values(ways.data).includes(true) && (
        <Text size="sm">You have no passkey and no authenticator app. Add a passkey in your profile first.</Text>
      )}
    </Stack>
  );
}

function ByPasskey({ onProved }: { onProved: () => void }) {
  const prove = useMutation({
    mutationFn: async () => {
      const { options } = await told(api.POST('/api/v1/me/proof/options'));
      const response = await provePasskey(options);
      await told(api.POST('/api/v1/me/proof', { body: { kind: 'passkey', response } }));
    },
    onSuccess: onProved,
  });
  return (
    <Stack gap="xs">
      {prove.isError && <ProblemView error={prove.error} />}
      {/* Twice: the dialog looks for its first field a moment after it opened, when this may stand here already or not yet. */}
      <Button autoFocus data-autofocus loading={prove.isPending} onClick={() => prove.mutate()}>
        Use a passkey
      </Button>
    </Stack>
  );
}

function ByCode({ onProved, isFirst }: { onProved: () => void; isFirst: boolean }) {
  const [code, setCode] = useState('');
  const [isTried, setTried] = useState(false);
  const prove = useMutation({
    mutationFn: () => told(api.POST('/api/v1/me/proof', { body: { kind: 'totp', code } })),
    onSuccess: onProved,
    onError: () => setCode(''),
  });
  const fault = codeFault(code);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (fault === null) prove.mutate();
      }}
    >
      <Stack gap="xs">
        <TotpInput
          label="Code of your authenticator app"
          value={code}
          onChange={(next) => {
            setCode(next);
            setTried(false);
          }}
          error={isTried ? fault : null}
          autoFocus={isFirst}
        />
        {prove.isError && <ProblemView error={prove.error} />}
        <Button type="submit" variant={isFirst ? 'filled' : 'default'} loading={prove.isPending}>
          Confirm with the code
        </Button>
      </Stack>
    </form>
  );
}
