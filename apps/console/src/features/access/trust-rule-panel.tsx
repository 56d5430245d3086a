import { Alert, Badge, Button, Code, Group, List, Stack, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { useMay } from '../../app/session.js';
import { Ago } from '../../ui/ago.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { CopyField } from '../../ui/copy.js';
import { Panel } from '../../ui/panel.js';
import { toastDone } from '../../ui/toast.js';
import { TRUST_RULES, type TrustRule } from './trust-rule-queries.js';
import { TrustRuleDialog } from './trust-rule-dialog.js';
import { TrustTesterDialog } from './trust-tester-dialog.js';

export function TrustRulePanel({ rule, account }: { rule: TrustRule; account: string }) {
  const may = useMay()('service_account:manage');
  const [isTesting, testing] = useDisclosure(false);
  const [isChanging, changing] = useDisclosure(false);
  const [isDeleting, deleting] = useDisclosure(false);
  return (
    <Panel
      title={rule.name}
      note={
        <Group gap={6} mt={4}>
          {rule.status === 'disabled' && (
            <Badge variant="light" color="gray" tt="none" fw={560}>
              Disabled
            </Badge>
          )}
          <Text size="sm">acts as {account},</Text>
          <Text size="xs" c="dimmed">
            {rule.lastUsedAt === null ? (
              'never used'
            ) : (
              <>
                used <Ago at={rule.lastUsedAt} /> by {rule.lastSubject}
              </>
            )}
          </Text>
        </Group>
      }
      actions={
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={testing.open} aria-label={`Try a token with ${rule.name}`}>
            Try a token
          </Button>
          {may && (
            <>
              <Button size="xs" variant="default" onClick={changing.open} aria-label={`Change ${rule.name}`}>
                Change
              </Button>
              <SwitchButton rule={rule} />
              <Button size="xs" variant="default" onClick={deleting.open} aria-label={`Delete ${rule.name}`}>
                Delete
              </Button>
            </>
          )}
        </Group>
      }
    >
      <Stack gap="sm">
        {rule.warnings.length > 0 && (
          <Alert color="or" variant="light" title="It lets in more than it has to">
            <List size="sm">
              {rule.warnings.map((warning) => (
                <List.Item key={warning}>{warning}</List.Item>
              ))}
            </List>
          </Alert>
        )}
        <Conditions rule={rule} />
        <Text size="sm">
          Gives {rule.permissions.includes('*') ? 'all that the account may do' : rule.permissions.join(', ')} for{' '}
          {rule.tokenMinutes} minutes{rule.takesOnce ? ', for each token once' : ''}.
        </Text>
        <Text size="sm">The client_id of the exchange:</Text>
        <CopyField label={`Client id of ${rule.name}`} value={rule.id} />
      </Stack>
      {isTesting && <TrustTesterDialog rule={rule} onClose={testing.close} />}
      {isChanging && <TrustRuleDialog rule={rule} onClose={changing.close} />}
      <DeleteDialog rule={rule} opened={isDeleting} onClose={deleting.close} />
    </Panel>
  );
}

function Conditions({ rule }: { rule: TrustRule }) {
  return (
    <Table aria-label={`What a token must say for ${rule.name}`}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Claim</Table.Th>
          <Table.Th>Must be</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {[
          { claim: 'iss', match: 'exact', values: [rule.issuer] },
          { claim: 'aud', match: 'exact', values: [rule.audience] },
          ...rule.conditions,
        ].map(({ claim, match, values }) => (
          <Table.Tr key={`${claim} ${values.join()}`}>
            <Table.Td>{claim}</Table.Td>
            <Table.Td>
              <Group gap={6}>
                {match === 'glob' && (
                  <Text size="xs" c="dimmed">
                    like
                  </Text>
                )}
                {values.map((value) => (
                  <Code key={value} style={{ overflowWrap: 'anywhere' }}>
                    {value}
                  </Code>
                ))}
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function SwitchButton({ rule }: { rule: TrustRule }) {
  const queries = useQueryClient();
  const isActive = rule.status === 'active';
  const verb = isActive ? 'Disable' : 'Enable';
  const change = useMutation({
    mutationFn: () =>
      told(
        api.PATCH('/api/v1/trust-rules/{id}', {
          params: { path: { id: rule.id } },
          body: { status: isActive ? 'disabled' : 'active' },
        }),
      ),
    onSuccess: async () => {
      toastDone(isActive ? 'The rule lets nobody in any more.' : 'The rule counts again.');
      await queries.invalidateQueries({ queryKey: TRUST_RULES });
    },
  });
  return (
    <Button
      size="xs"
      variant="default"
      loading={change.isPending}
      onClick={() => change.mutate()}
      aria-label={`${verb} ${rule.name}`}
    >
      {verb}
    </Button>
  );
}

function DeleteDialog({ rule, opened, onClose }: { rule: TrustRule; opened: boolean; onClose: () => void }) {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => told(api.DELETE('/api/v1/trust-rules/{id}', { params: { path: { id: rule.id } } })),
    onSuccess: async () => {
      onClose();
      toastDone('The rule is gone.');
      await queries.invalidateQueries({ queryKey: TRUST_RULES });
    },
  });
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title="Delete this trust rule?"
      act="Delete"
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
    >
      Programs that “{rule.name}” let in are let in no more, and what they were given ends within a second.
    </ConfirmDialog>
  );
}
