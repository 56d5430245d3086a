import { Badge, Button, Group, Stack, Table, Text, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ExactDay } from './exact-day.js';
import { Dialog } from '../../ui/dialog.js';
import { Panel } from '../../ui/panel.js';
import { Empty, ProblemView } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import { IconCertificate } from '@tabler/icons-react';
import { asEdited, type Certificate, certificatesOf, type Connection } from './connection.js';
import type { ConnectionDesk } from './connection-desk.js';
import { CONNECTIONS } from './connection-queries.js';

interface CertificatesPanelProps {
  connection: Connection;
  desk: ConnectionDesk;
  isReadOnly: boolean;
}

/** Whose signatures count. Several at once count, so that the identity provider can change over without anybody waiting. */
export function CertificatesPanel({ connection, desk, isReadOnly }: CertificatesPanelProps) {
  const [isAdding, adding] = useDisclosure(false);
  const certificates = certificatesOf(connection);
  const isRefreshed = typeof (connection.settings['source'] as { url?: unknown } | undefined)?.url === 'string';
  return (
    <Panel
      title="Signing certificates"
      note={
        isRefreshed
          ? 'Read again and again from the metadata address: the next one is taken over by itself.'
          : 'The metadata has no address. Add the next certificate before the old one ends; both count meanwhile.'
      }
      actions={
        !isReadOnly && (
          <Button size="xs" variant="default" onClick={adding.open}>
            Add the next one
          </Button>
        )
      }
      flush
    >
      {certificates.length === 0 ? (
        <Empty icon={<IconCertificate size={22} />} title="No certificate">
          The metadata names none, so no answer can be believed.
        </Empty>
      ) : (
        <Table miw={620}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Subject</Table.Th>
              <Table.Th>SHA-256 fingerprint</Table.Th>
              <Table.Th>Expires</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {certificates.map((certificate) => (
              <Table.Tr key={certificate.fingerprint}>
                <Table.Td>{certificate.subject}</Table.Td>
                <Table.Td>
                  <Text size="xs" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
                    {certificate.fingerprint}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <ExactDay at={certificate.notAfter} />
                  <Ending certificate={certificate} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {isAdding && <AddCertificate connection={connection} desk={desk} onClose={adding.close} />}
    </Panel>
  );
}

function Ending({ certificate: { daysLeft, warning } }: { certificate: Certificate }) {
  if (warning === null) return null;
  return (
    <Badge ml={8} variant="light" color={daysLeft < 7 ? 'gules' : 'or'} tt="none" fw={560}>
      {daysLeft < 0 ? 'Expired' : `${String(daysLeft)} ${daysLeft === 1 ? 'day' : 'days'} left`}
    </Badge>
  );
}

function AddCertificate({
  connection,
  desk,
  onClose,
}: {
  connection: Connection;
  desk: ConnectionDesk;
  onClose: () => void;
}) {
  const queries = useQueryClient();
  const [pem, setPem] = useState('');
  const { settings } = asEdited(connection);
  const former = (settings['certificates'] ?? []) as readonly string[];
  const add = useMutation({
    mutationFn: () =>
      desk.save({
        settings: { ...settings, certificates: [...former, pem.trim()] },
        secrets: {},
      }),
    onSuccess: async () => {
      onClose();
      toastDone(
        connection.status === 'draft'
          ? 'Signatures of the new certificate count from now on.'
          : 'The certificate waits. Test the connection, then let it count.',
      );
      await queries.invalidateQueries({ queryKey: CONNECTIONS });
    },
  });
  return (
    <Dialog opened onClose={onClose} title="Add the next certificate" size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (pem.trim() !== '') add.mutate();
        }}
      >
        <Stack>
          <Textarea
            label="Certificate"
            description="As PEM, from -----BEGIN CERTIFICATE----- on."
            required
            data-autofocus
            autosize
            minRows={8}
            maxRows={16}
            maxLength={20_000}
            spellCheck={false}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            value={pem}
            onChange={(event) => setPem(event.currentTarget.value)}
          />
          {add.isError && <ProblemView error={add.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={add.isPending}>
              Add
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
