import { Anchor, Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { useMay, useSession } from '../../app/session.js';
import { CopyIcon } from '../../ui/copy.js';
import { Facts } from '../../ui/facts.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { ProblemView } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import { nameFault } from './org-fields.js';

export function SettingsPage() {
  const { org } = useSession();
  const may = useMay();
  return (
    <Page title="Settings" lead="What holds for the whole organisation.">
      <Stack>
        <Panel title="Name" note="As everybody sees it, also developers whose commands are refused.">
          <NameForm name={org.name} isReadOnly={!may('org:update')} />
        </Panel>
        <Panel title="For scripts and support">
          <Facts
            rows={[
              [
                'Short name',
                <span key="slug">
                  <code>{org.slug}</code> <CopyIcon label="Short name" value={org.slug} />
                </span>,
              ],
              [
                'Id',
                <span key="id">
                  <code>{org.id}</code> <CopyIcon label="Id" value={org.id} />
                </span>,
              ],
              [
                'Telemetry in',
                <span key="otlp">
                  <code>{`${location.origin}/otlp`}</code>{' '}
                  <CopyIcon label="Address" value={`${location.origin}/otlp`} />
                </span>,
              ],
              [
                'API',
                <Anchor key="api" href="/api/openapi.json">
                  openapi.json
                </Anchor>,
              ],
            ]}
          />
        </Panel>
      </Stack>
    </Page>
  );
}

function NameForm({ name, isReadOnly }: { name: string; isReadOnly: boolean }) {
  const queries = useQueryClient();
  const form = useForm({ initialValues: { name }, validate: { name: nameFault } });
  const rename = useMutation({
    mutationFn: (body: { name: string }) => told(api.PATCH('/api/v1/org', { body })),
    onSuccess: async () => {
      toastDone('The organisation has its new name.');
      form.resetDirty();
      await queries.invalidateQueries({ queryKey: ['me'] });
    },
  });
  return (
    <form onSubmit={form.onSubmit(({ name: typed }) => rename.mutate({ name: typed.trim() }))} noValidate>
      <Stack gap="sm">
        <Group align="flex-end">
          <TextInput
            label="Organisation name"
            w={340}
            maw="100%"
            readOnly={isReadOnly}
            {...form.getInputProps('name')}
          />
          {!isReadOnly && (
            <Button type="submit" disabled={!form.isDirty()} loading={rename.isPending}>
              Save
            </Button>
          )}
        </Group>
        {rename.isError && <ProblemView error={rename.error} />}
      </Stack>
    </form>
  );
}
