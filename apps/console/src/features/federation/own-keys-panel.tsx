import { Alert, Anchor, Badge, Button, Group, Select, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, told } from '../../api/client.js';
import { CopyField } from '../../ui/copy.js';
import { Dialog } from '../../ui/dialog.js';
import { Facts } from '../../ui/facts.js';
import { Panel } from '../../ui/panel.js';
import { ProblemView } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import { exactly } from '../../ui/time.js';
import { type Connection, type OwnKey, ownKeysOf } from './connection.js';
import { CONNECTIONS } from './connection-queries.js';
import { ExactDay } from './exact-day.js';

interface OwnKeysPanelProps {
  connection: Connection;
  isReadOnly: boolean;
}

/** The keys with which we sign, and that answers are encrypted for: the identity provider reads them from our metadata. */
export function OwnKeysPanel({ connection, isReadOnly }: OwnKeysPanelProps) {
  const [isRotating, rotating] = useDisclosure(false);
  const keys = ownKeysOf(connection);
  if (keys === null) return null;
  const { next, formerUntil } = keys;
  return (
    <Panel
      title="Our keys"
      note="New ones are published beside the old ones, then they change over. What is encrypted for either is read."
      actions={
        !isReadOnly &&
        next === null && (
          <Button size="xs" variant="default" onClick={rotating.open}>
            Rotate the keys
          </Button>
        )
      }
    >
      <Stack>
        {next !== null && <Next connection={connection} countsAt={next.countsAt} isReadOnly={isReadOnly} />}
        <Facts
          rows={[
            ['Signing', <Key key="signing" name="Our signing key" of={keys.signing} />],
            ['Encryption', <Key key="encryption" name="Our encryption key" of={keys.encryption} />],
            ...(next === null
              ? []
              : [
                  ['Next, signing', <Key key="ns" name="Our next signing key" of={next.signing} />] as const,
                  ['Next, encryption', <Key key="ne" name="Our next encryption key" of={next.encryption} />] as const,
                ]),
            ...(formerUntil === null ? [] : [['Former ones open answers until', exactly(formerUntil)] as const]),
          ]}
        />
      </Stack>
      {isRotating && <RotateDialog connection={connection} onClose={rotating.close} />}
    </Panel>
  );
}

function Key({ of, name }: { of: OwnKey; name: string }): ReactNode {
  return (
    <>
      <CopyField label={name} value={of.fingerprint} />
      <Text size="xs" c="dimmed">
        until <ExactDay at={of.notAfter} />
        {of.warning !== null && (
          <Badge ml={8} variant="light" color="or" tt="none" fw={560}>
            {of.daysLeft < 0 ? 'Expired' : `${String(of.daysLeft)} days left`}
          </Badge>
        )}{' '}
        <Anchor
          href={`data:application/x-x509-ca-cert;base64,${btoa(of.pem)}`}
          download={`${name.toLowerCase().replaceAll(' ', '-')}.pem`}
          aria-label={`Download the certificate of ${name.toLowerCase()}`}
          inherit
        >
          Download the certificate
        </Anchor>
      </Text>
    </>
  );
}

function useTurn(connection: Connection, said: string) {
  const queries = useQueryClient();
  return {
    onSuccess: async () => {
      toastDone(said.replace('{}', connection.name));
      await queries.invalidateQueries({ queryKey: CONNECTIONS });
    },
  };
}

function Next({ connection, countsAt, isReadOnly }: { connection: Connection; countsAt: string; isReadOnly: boolean }) {
  const over = useMutation({
    mutationFn: () =>
      told(api.POST('/api/v1/connections/{id}/keys/change-over', { params: { path: { id: connection.id } } })),
    ...useTurn(connection, '{} signs with its new keys.'),
  });
  return (
    <Alert color="or" variant="light" role="note">
      <Stack gap="xs">
        <Text size="sm">
          The next keys stand in our metadata. They count from {exactly(countsAt)}: until then the identity provider has
          to read the metadata anew, or be given the new certificates.
        </Text>
        {over.isError && <ProblemView error={over.error} />}
        {!isReadOnly && (
          <Group justify="flex-end">
            <Button size="xs" variant="default" loading={over.isPending} onClick={() => over.mutate()}>
              It has them: let them count now
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}

const OVERLAPS = [
  { value: '7', label: 'After a week' },
  { value: '14', label: 'After two weeks' },
  { value: '30', label: 'After a month' },
  { value: '0', label: 'At once, as after a theft' },
];

function RotateDialog({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const [overlap, setOverlap] = useState('14');
  const { onSuccess } = useTurn(connection, 'The next keys of {} are published.');
  const rotate = useMutation({
    mutationFn: () =>
      told(
        api.POST('/api/v1/connections/{id}/keys/rotate', {
          params: { path: { id: connection.id } },
          body: { overlapDays: Number(overlap) },
        }),
      ),
    onSuccess: async () => {
      onClose();
      await onSuccess();
    },
  });
  return (
    <Dialog opened onClose={onClose} title="Rotate our keys">
      <Stack>
        <Text size="sm">
          New keys are made and published in our metadata. An identity provider that checks what we sign, or encrypts,
          has to know them before they count.
        </Text>
        <Select
          label="They count"
          data={OVERLAPS}
          allowDeselect={false}
          value={overlap}
          onChange={(value) => setOverlap(value ?? '14')}
        />
        {overlap === '0' && (
          <Alert color="gules" variant="light" role="alert">
            Until the identity provider has the new keys, it may refuse what we sign.
          </Alert>
        )}
        {rotate.isError && <ProblemView error={rotate.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={rotate.isPending} onClick={() => rotate.mutate()}>
            Rotate
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
