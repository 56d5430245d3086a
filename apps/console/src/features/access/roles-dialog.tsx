import { Button, Checkbox, Group, Stack } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Dialog } from '../../ui/dialog.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { rolesQuery } from './access-queries.js';

interface RolesDialogProps {
  title: string;
  held: readonly string[];
  save: (roles: string[]) => Promise<unknown>;
  onSaved: () => void;
  onClose: () => void;
}

/** Chooses the roles of whoever holds some: a member, a service account. */
export function RolesDialog({ title, held, save, onSaved, onClose }: RolesDialogProps) {
  const roles = useQuery(rolesQuery);
  const [chosen, setChosen] = useState([...held]);
  const change = useMutation({ mutationFn: () => save(chosen), onSuccess: onSaved });
  const failure = change.error ?? roles.error;
  return (
    <Dialog opened onClose={onClose} title={title}>
      <Stack>
        {roles.isPending && <RowsSkeleton rows={4} />}
        <Checkbox.Group value={chosen} onChange={setChosen} aria-label="Roles">
          <Stack gap="sm">
            {roles.data?.items.map(({ name, title: label, description }) => (
              <Checkbox key={name} value={name} label={label} description={description} />
            ))}
          </Stack>
        </Checkbox.Group>
        {failure !== null && <ProblemView error={failure} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={change.isPending} disabled={chosen.length === 0} onClick={() => change.mutate()}>
            Save
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
