import { Alert, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconDeviceLaptop } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { api, told } from '../../api/client.js';
import type { DeviceRequest, Me } from '../../api/wire.js';
import { useMe } from '../../app/session.js';
import { Ago } from '../../ui/ago.js';
import { BarePage } from '../../ui/bare-page.js';
import { Facts } from '../../ui/facts.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import classes from './device-page.module.css';
import { tidyUserCode } from './sign-in-fields.js';

/** A machine asks to act for a person (RFC 8628): the person compares the code, sees what asks for what, and decides. */
export function DevicePage() {
  const me = useMe();
  const [params] = useSearchParams();
  const [code, setCode] = useState(tidyUserCode(params.get('user_code') ?? ''));
  const [answer, setAnswer] = useState<'approved' | 'denied' | null>(null);
  const inspect = useMutation({
    mutationFn: (userCode: string) => told(api.POST('/api/v1/device/inspect', { body: { userCode } })),
  });
  if (me.data === undefined) {
    return (
      <BarePage title="Connect a machine">
        {me.isError ? (
          <ProblemView error={me.error} onRetry={() => void me.refetch()} />
        ) : (
          <RowsSkeleton rows={3} label="Checking who you are" />
        )}
      </BarePage>
    );
  }
  if (answer !== null) return <Answered answer={answer} />;
  if (inspect.data !== undefined) {
    return <Decide me={me.data} code={code} request={inspect.data} onAnswer={setAnswer} onBack={inspect.reset} />;
  }
  return (
    <BarePage
      title="Connect a machine"
      lead="Enter the code that “castellan login” shows on the machine."
      foot={`Signed in as ${me.data.person.email}`}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (code.length === 9) inspect.mutate(code);
        }}
      >
        <Stack>
          <TextInput
            label="Code"
            required
            autoFocus
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            placeholder="ABCD-EFGH"
            value={code}
            onChange={(event) => setCode(tidyUserCode(event.currentTarget.value))}
            classNames={{ input: classes.input ?? '' }}
          />
          {inspect.isError && <ProblemView error={inspect.error} />}
          <Button type="submit" disabled={code.length !== 9} loading={inspect.isPending}>
            Continue
          </Button>
        </Stack>
      </form>
    </BarePage>
  );
}

interface DecideProps {
  me: Me;
  code: string;
  request: DeviceRequest;
  onAnswer: (answer: 'approved' | 'denied') => void;
  onBack: () => void;
}

function Decide({ me, code, request, onAnswer, onBack }: DecideProps) {
  const [orgId, setOrgId] = useState(me.org?.id ?? me.orgs[0]?.id ?? '');
  const approve = useMutation({
    mutationFn: () => told(api.POST('/api/v1/device/approve', { body: { userCode: code, orgId } })),
    onSuccess: () => onAnswer('approved'),
  });
  const deny = useMutation({
    mutationFn: () => told(api.POST('/api/v1/device/deny', { body: { userCode: code } })),
    onSuccess: () => onAnswer('denied'),
  });
  const { hostname, os, ip } = request.machine;
  return (
    <BarePage
      title="Is this your machine?"
      lead="It asks to enrol under your name. Approve only if you started this just now, and it shows this code:"
      width={480}
    >
      <Stack>
        <output className={classes.code} aria-label="Code">
          {code}
        </output>
        <Facts
          rows={[
            ['Machine', hostname ?? 'not told'],
            ['System', os ?? 'not told'],
            ['Address', ip ?? 'not known'],
            ['Program', request.client],
            ['Asked', <Ago key="asked" at={request.requestedAt} />],
            [
              'May',
              request.scopes
                .map(scopeInWords)
                .filter((words) => words !== null)
                .join('; '),
            ],
          ]}
        />
        {me.orgs.length > 1 && (
          <Select
            label="Organisation that will govern it"
            data={me.orgs.map(({ id, name }) => ({ value: id, label: name }))}
            value={orgId}
            onChange={(chosen) => setOrgId(chosen ?? orgId)}
            allowDeselect={false}
          />
        )}
        {me.orgs.length === 1 && <Text size="sm">It will be governed by {me.orgs[0]?.name}.</Text>}
        {(approve.error ?? deny.error) !== null && <ProblemView error={approve.error ?? deny.error} />}
        <Group grow>
          <Button variant="default" loading={deny.isPending} onClick={() => deny.mutate()}>
            Deny
          </Button>
          <Button disabled={orgId === ''} loading={approve.isPending} onClick={() => approve.mutate()}>
            Approve
          </Button>
        </Group>
        <Button variant="subtle" size="compact-sm" onClick={onBack}>
          The machine shows another code
        </Button>
      </Stack>
    </BarePage>
  );
}

function Answered({ answer }: { answer: 'approved' | 'denied' }) {
  return (
    <BarePage title={answer === 'approved' ? 'The machine is connected' : 'Denied'}>
      <Alert color={answer === 'approved' ? 'vert' : 'gray'} icon={<IconDeviceLaptop aria-hidden />}>
        {answer === 'approved'
          ? 'Go back to the terminal: it goes on by itself within a few seconds. You can close this page.'
          : 'The machine was told no. If you did not start this, someone may have sent you the code on purpose; tell your security team.'}
      </Alert>
      <Button component="a" href="/fleet" variant="default" mt="md" fullWidth>
        Open the console
      </Button>
    </BarePage>
  );
}

function scopeInWords(scope: string): string | null {
  if (scope === 'openid') return 'know who you are';
  if (scope === 'offline_access') return 'stay signed in until revoked';
  if (scope === 'machine') return 'fetch this organisation’s policy and send what agents do';
  return scope;
}
