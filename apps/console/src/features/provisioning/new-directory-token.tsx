import { Alert, Button, Group, Stack } from '@mantine/core';
import { CopyField } from '../../ui/copy.js';

interface NewDirectoryTokenProps {
  token: string;
  baseUrl?: string;
  onKept: () => void;
}

/** A token, the one time that it is shown. */
export function NewDirectoryToken({ token, baseUrl, onKept }: NewDirectoryTokenProps) {
  return (
    <Stack>
      <Alert color="or">The token is not shown again. Give it to your identity provider now.</Alert>
      {baseUrl !== undefined && <CopyField label="Base URL" value={baseUrl} />}
      <CopyField label="Token" value={token} />
      <Group justify="flex-end">
        <Button onClick={onKept}>I have kept it</Button>
      </Group>
    </Stack>
  );
}
