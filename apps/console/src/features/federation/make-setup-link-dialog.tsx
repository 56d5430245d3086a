import { Alert, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { CopyField } from '../../ui/copy.js';
import { Dialog } from '../../ui/dialog.js';
import { ProblemView } from '../../ui/states.js';
import { exactly } from '../../ui/time.js';
import { type Connection, KIND_NAMES } from './connection.js';
import type { Kind } from './recipe.js';
import { SETUP_LINKS } from './setup-link-queries.js';

const LIFETIMES = [
  { value: '8', label: '8 hours' },
  { value: '24', label: '1 day' },
  { value: '72', label: '3 days' },
  { value: '168', label: '1 week' },
];

interface MakeSetupLinkDialogProps {
  onClose: () => void;
  /** What its holder proposes to change; with none, she makes one. */
  connection?: Pick<Connection, 'id' | 'kind' | 'name'>;
}

/** Makes a link and shows it, this once. */
export function MakeSetupLinkDialog({ onClose, connection }: MakeSetupLinkDialogProps) {
  const queries = useQueryClient();
  const form = useForm<{ label: string; kind: Kind; hours: string }>({
    initialValues: { label: '', kind: connection?.kind ?? 'saml', hours: '72' },
    validate: { label: (label) => (label.trim() === '' ? 'Say for whom it is.' : null) },
  });
  const make = useMutation({
    mutationFn: ({ label, kind, hours }: typeof form.values) =>
      told(
        api.POST('/api/v1/connection-setup-links', {
          body: { label: label.trim(), kind, hours: Number(hours), connectionId: connection?.id ?? null },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: SETUP_LINKS }),
  });
  return (
    <Dialog
      opened
      onClose={onClose}
      title={make.isSuccess ? 'Send this link now' : 'Make a set-up link'}
      size="lg"
      closeOnClickOutside={!make.isSuccess}
    >
      {make.isSuccess ? (
        <Stack>
          <Alert color="or" role="note">
            It is not shown again. Whoever has it can set up this one connection.
          </Alert>
          <CopyField label="Link" value={make.data.url} />
          <Text size="sm">
            Good until {exactly(make.data.expiresAt)}.{' '}
            {connection === undefined
              ? 'When the test has passed, the connection stands among your connections, and you turn it on.'
              : `What is changed by it waits on the page of ${connection.name} until you let it count.`}
          </Text>
          <Group justify="flex-end">
            <Button onClick={onClose}>I have sent it</Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={form.onSubmit((values) => make.mutate(values))} noValidate>
          <Stack>
            <TextInput
              label="For"
              placeholder="Identity team, Berlin"
              description="So that you know later whose it is."
              required
              data-autofocus
              maxLength={120}
              {...form.getInputProps('label')}
            />
            <Group grow align="flex-start">
              <Select
                label="Protocol"
                disabled={connection !== undefined}
                allowDeselect={false}
                data={[
                  { value: 'saml', label: KIND_NAMES.saml },
                  { value: 'oidc', label: KIND_NAMES.oidc },
                ]}
                {...form.getInputProps('kind')}
              />
              <Select label="Good for" data={LIFETIMES} allowDeselect={false} {...form.getInputProps('hours')} />
            </Group>
            {make.isError && <ProblemView error={make.error} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" loading={make.isPending}>
                Make
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Dialog>
  );
}
