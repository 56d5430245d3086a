import { Button, Checkbox, Group, Modal, Stack } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, told } from '../../api/client.js';
import type { Member } from '../../api/wire.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import { rolesQuery } from './access-queries.js';

export function MemberRolesDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const queries = useQueryClient();
  const roles = useQuery(rolesQuery);
  const [chosen, setChosen] = useState([...member.roles]);
  const save = useMutation({
    mutationFn: () =>
      told(
        api.PUT('/api/v1/members/{personId}/roles', {
          params: { path: { personId: member.person.id } },
          body: { roles: chosen },
        }),
      ),
    onSuccess: async () => {
      onClose();
      toastDone(`${member.person.name} has the new roles.`);
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['members'] }),
        queries.invalidateQueries({ queryKey: ['me'] }),
      ]);
    },
  });
  return (
    <Modal opened onClose={onClose} title={`Roles of ${member.person.name}`}>
      <Stack>
        {roles.isPending && <RowsSkeleton rows={4} />}
        <Checkbox.Group value={chosen} onChange={setChosen} aria-label="Roles">
          <Stack gap="sm">
            {roles.data?.items.map(({ name, title, description }) => (
              <Checkbox key={name} value={name} label={title} description={description} />
            ))}
          </Stack>
        </Checkbox.Group>
        {(save.error ?? roles.error) !== null && <ProblemView error={save.error ?? roles.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={save.isPending} disabled={chosen.length === 0} onClick={() => save.mutate()}>
            Save
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
