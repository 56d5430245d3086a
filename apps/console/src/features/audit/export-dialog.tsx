import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { csrfHeader } from '../../api/client.js';
import { withFreshProof } from '../../api/fresh-proof.js';
import type { AuditFilter } from '../../api/wire.js';
import { problemOf } from '../../api/problem.js';
import { Dialog } from '../../ui/dialog.js';
import { ProblemView } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';

interface ExportDialogProps {
  opened: boolean;
  onClose: () => void;
  filter: AuditFilter;
}

/** Takes evidence out: entries with their proofs, which `castellan verify` checks without any server. */
export function ExportDialog({ opened, onClose, filter }: ExportDialogProps) {
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const take = useMutation({
    mutationFn: () =>
      download({
        ...bound('from', from),
        ...bound('to', to),
        ...(filter.session !== undefined && { session: filter.session }),
      }),
    onSuccess: () => {
      onClose();
      toastDone('The export is in your downloads.');
    },
  });
  return (
    <Dialog opened={opened} onClose={onClose} title="Export evidence">
      <Stack>
        <Text size="sm">
          A zip with every entry{filter.session === undefined ? '' : ' of this session'}, its content where you may read
          it, and its proof. Anyone can check it offline with <code>castellan verify</code>.
        </Text>
        <Group grow>
          <TextInput type="date" label="From" value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
          <TextInput
            type="date"
            label="Until, inclusive"
            value={to}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
        </Group>
        {take.isError && <ProblemView error={take.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={take.isPending} onClick={() => take.mutate()}>
            Export
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

const DAY_MS = 86_400_000;

function bound(name: 'from' | 'to', day: string): Record<string, string> {
  if (day === '') return {};
  const start = new Date(`${day}T00:00:00`).getTime();
  return { [name]: new Date(name === 'to' ? start + DAY_MS : start).toISOString() };
}

async function download(what: Record<string, string>): Promise<void> {
  const response = await withFreshProof(() =>
    fetch('/api/v1/audit/export', {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json', ...csrfHeader() },
      body: JSON.stringify(what),
    }),
  );
  if (!response.ok) throw await problemOf(response);
  const name =
    /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'castellan-export.zip';
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
