import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { CopyField } from '../../ui/copy.js';

/** A token, the one time that it is shown. */
export function NewServiceToken({ token, onKept }: { token: string; onKept: () => void }) {
  return (
    <Stack>
      <Alert color="or">It is not shown again. Put it where your pipeline or program reads its secrets.</Alert>
      <CopyField label="Token" value={token} />
      <Text size="sm">Try it, with the token in the variable CASTELLAN_TOKEN:</Text>
      <CopyField
        label="Command"
        value={`curl -H "Authorization: Bearer $CASTELLAN_TOKEN" ${location.origin}/api/v1/org`}
      />
      <Group justify="flex-end">
        <Button onClick={onKept}>I have kept it</Button>
      </Group>
    </Stack>
  );
}
