import { Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { CopyTextButton } from '../../ui/copy.js';
import classes from './recovery-codes.module.css';

/** Shows recovery codes, this once; the way on opens when the person says that they are kept. */
export function RecoveryCodes({
  codes,
  email,
  onDone,
}: {
  codes: readonly string[];
  email: string;
  onDone: () => void;
}) {
  const [isKept, setKept] = useState(false);
  const text = [`Castellan recovery codes of ${email}`, 'Each works once.', '', ...codes, ''].join('\n');
  return (
    <Stack>
      <Text size="sm">
        If you lose your passkey or authenticator, each of these codes lets you in once.{' '}
        <b>They are not shown again.</b>
      </Text>
      <ol className={classes.codes} aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <Group gap="xs">
        <CopyTextButton value={text}>Copy all</CopyTextButton>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconDownload size={14} aria-hidden />}
          onClick={() => download('castellan-recovery-codes.txt', text)}
        >
          Download
        </Button>
      </Group>
      <Checkbox
        label="I have stored these codes in a safe place"
        checked={isKept}
        onChange={(event) => setKept(event.currentTarget.checked)}
      />
      <Button disabled={!isKept} onClick={onDone}>
        Go to Overview
      </Button>
    </Stack>
  );
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
