import { Badge, Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { useMay } from '../../app/session.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { Panel } from '../../ui/panel.js';
import { Empty } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import { useRoleTitle } from './access-queries.js';
import { CreateServiceKeyDialog } from './create-service-key-dialog.js';
import type { ServiceAccount } from './service-account-queries.js';
import { ServiceAccountRolesDialog } from './service-account-roles-dialog.js';
import { ServiceKeyTable } from './service-key-table.js';

export function ServiceAccountPanel({ account }: { account: ServiceAccount }) {
  const may = useMay()('service_account:manage');
  const [isMaking, making] = useDisclosure(false);
  const [isSwitching, switching] = useDisclosure(false);
  const [isChoosing, choosing] = useDisclosure(false);
  const isActive = account.status === 'active';
  const roleTitle = useRoleTitle();
  return (
    <Panel
      title={account.name}
      note={
        <>
          {account.description !== '' && <Text size="sm">{account.description}</Text>}
          <Group gap={6} mt={4}>
            {!isActive && (
              <Badge variant="light" color="gray" tt="none" fw={560}>
                Disabled
              </Badge>
            )}
            {account.roles.map((role) => (
              <Badge key={role} variant="light" color="azure" tt="none" fw={560}>
                {roleTitle(role)}
              </Badge>
            ))}
            <Text size="xs" c="dimmed">
              made by {account.createdBy}
            </Text>
          </Group>
        </>
      }
      actions={
        may && (
          <Group gap="xs">
            <Button size="xs" variant="default" onClick={choosing.open} aria-label={`Change roles of ${account.name}`}>
              Roles
            </Button>
            <Button
              size="xs"
              variant="default"
              onClick={switching.open}
              aria-label={`${verb(isActive)} ${account.name}`}
            >
              {verb(isActive)}
            </Button>
            {isActive && (
              <Button
                size="xs"
                leftSection={<IconPlus size={14} aria-hidden />}
                onClick={making.open}
                aria-label={`New key for ${account.name}`}
              >
                New key
              </Button>
            )}
          </Group>
        )
      }
      flush
    >
      {account.keys.length === 0 ? (
        <Empty icon={<IconKey size={22} />} title="No key">
          Without a key the account can do nothing.
        </Empty>
      ) : (
        <ServiceKeyTable account={account} />
      )}
      <CreateServiceKeyDialog account={account} opened={isMaking} onClose={making.close} />
      {isChoosing && <ServiceAccountRolesDialog account={account} onClose={choosing.close} />}
      <SwitchDialog account={account} opened={isSwitching} onClose={switching.close} />
    </Panel>
  );
}

const verb = (isActive: boolean): string => (isActive ? 'Disable' : 'Enable');

interface SwitchDialogProps {
  account: ServiceAccount;
  opened: boolean;
  onClose: () => void;
}

function SwitchDialog({ account, opened, onClose }: SwitchDialogProps) {
  const queries = useQueryClient();
  const isActive = account.status === 'active';
  const change = useMutation({
    mutationFn: () =>
      told(
        api.PATCH('/api/v1/service-accounts/{id}', {
          params: { path: { id: account.id } },
          body: { status: isActive ? 'disabled' : 'active' },
        }),
      ),
    onSuccess: async () => {
      onClose();
      toastDone(isActive ? `${account.name} is let in no more.` : `${account.name} is let in again.`);
      await queries.invalidateQueries({ queryKey: ['service-accounts'] });
    },
  });
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={`${verb(isActive)} this service account?`}
      act={verb(isActive)}
      pending={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
    >
      {isActive
        ? `Every key of “${account.name}” stops within a second. You can enable the account again.`
        : `Keys of “${account.name}” that have neither expired nor been revoked are good again.`}
    </ConfirmDialog>
  );
}
