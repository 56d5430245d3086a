import { Button, Group, Table, Text } from '@mantine/core';
import { IconPlus, IconShieldCog } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, told } from '../../api/client.js';
import type { Role } from '../../api/wire.js';
import { useMay } from '../../app/session.js';
import { ActionsHead } from '../../ui/actions-head.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { Panel } from '../../ui/panel.js';
import { Empty } from '../../ui/states.js';
import { count } from '../../ui/text.js';
import { toastDone } from '../../ui/toast.js';
import { RoleDialog } from './role-dialog.js';

/** The roles that the org made for itself. */
export function OwnRoles({ roles }: { roles: readonly Role[] }) {
  const may = useMay()('role:update');
  const [editing, setEditing] = useState<Role | 'new' | null>(null);
  const [leaving, setLeaving] = useState<Role | null>(null);
  const create = may && (
    <Button size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setEditing('new')}>
      New role
    </Button>
  );
  return (
    <Panel
      title="Your own roles"
      note="For people who need a little more, or a little less, than a built-in role."
      actions={roles.length > 0 && create}
      flush
    >
      {roles.length === 0 && (
        <Empty icon={<IconShieldCog size={22} />} title="No role of your own" action={create}>
          Put together permissions for a task, such as being on call, instead of giving a role that holds more.
        </Empty>
      )}
      {roles.length > 0 && (
        <Table miw={560}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Role</Table.Th>
              <Table.Th>Allows</Table.Th>
              <ActionsHead />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {roles.map((role) => (
              <Table.Tr key={role.name}>
                <Table.Td>
                  {role.title}
                  <Text size="xs" c="dimmed">
                    {role.description === '' ? role.name : role.description}
                  </Text>
                </Table.Td>
                <Table.Td>
                  {count(role.permissions.length)} permission{role.permissions.length === 1 ? '' : 's'}
                </Table.Td>
                <Table.Td ta="right">
                  {may && (
                    <Group gap={4} justify="flex-end" wrap="nowrap">
                      <Button
                        size="compact-xs"
                        variant="default"
                        onClick={() => setEditing(role)}
                        aria-label={`Change ${role.title}`}
                      >
                        Change
                      </Button>
                      <Button
                        size="compact-xs"
                        variant="subtle"
                        color="gules"
                        c="var(--c-reject-ink)"
                        onClick={() => setLeaving(role)}
                        aria-label={`Delete ${role.title}`}
                      >
                        Delete
                      </Button>
                    </Group>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {editing !== null && <RoleDialog role={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
      <DeleteRole role={leaving} onClose={() => setLeaving(null)} />
    </Panel>
  );
}

function DeleteRole({ role, onClose }: { role: Role | null; onClose: () => void }) {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: (name: string) => told(api.DELETE('/api/v1/roles/{name}', { params: { path: { name } } })),
    onSuccess: async () => {
      onClose();
      toastDone('The role is gone.');
      await queries.invalidateQueries({ queryKey: ['roles'] });
    },
  });
  const close = () => {
    remove.reset();
    onClose();
  };
  return (
    <ConfirmDialog
      opened={role !== null}
      onClose={close}
      title="Delete this role?"
      act="Delete"
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => {
        if (role !== null) remove.mutate(role.name);
      }}
    >
      “{role?.title}” can be deleted once nobody has it.
    </ConfirmDialog>
  );
}
