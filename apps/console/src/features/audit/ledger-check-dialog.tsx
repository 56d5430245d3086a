import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import type { LedgerCheck } from '../../api/wire.js';
import { Dialog } from '../../ui/dialog.js';
import { ProblemView } from '../../ui/states.js';
import { count, plural } from '../../ui/text.js';

/** Has the server read its whole ledger again, entry by entry, and says what it found. */
export function LedgerCheckDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const check = useMutation({ mutationFn: () => told(api.POST('/api/v1/audit/verify')) });
  const close = () => {
    onClose();
    check.reset();
  };
  return (
    <Dialog opened={opened} onClose={close} title="Check the ledger" size="lg">
      <Stack>
        <Text size="sm">
          Every entry is hashed again and held against the tree and its signed checkpoint. Whoever does not trust this
          server exports the evidence and runs <code>castellan verify</code> elsewhere.
        </Text>
        <div role="status">{check.data !== undefined && <Verdict check={check.data} />}</div>
        {check.isError && <ProblemView error={check.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Close
          </Button>
          <Button loading={check.isPending} onClick={() => check.mutate()} data-autofocus>
            {check.isSuccess ? 'Check again' : 'Check every entry'}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

function Verdict({ check: { ok, size, contents, erased, unread, faults, faultCount } }: { check: LedgerCheck }) {
  if (ok) {
    return (
      <Alert
        color="vert"
        icon={<IconShieldCheck aria-hidden />}
        title={`All ${count(size)} entries are as they were written`}
      >
        {plural(contents, 'content')} checked, {count(erased)} erased, {count(unread)} not readable now.
      </Alert>
    );
  }
  return (
    <Alert
      color="gules"
      icon={<IconShieldX aria-hidden />}
      title={`${plural(faultCount, 'fault')} found in ${count(size)} entries`}
    >
      <ul>
        {faults.map(({ code, index, sentence }) => (
          <li key={`${code} ${String(index)}`}>
            {index === null ? '' : `Entry ${count(index)}: `}
            {sentence}
          </li>
        ))}
      </ul>
    </Alert>
  );
}
