import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, told } from '../../api/client.js';
import { ProblemView } from '../../ui/states.js';
import { minutesInWords } from '../../ui/time.js';
import { toastDone } from '../../ui/toast.js';
import { useRoleTitle } from './access-queries.js';
import { type Elevation, ELEVATIONS } from './elevation-queries.js';

export function DecideElevationDialog({ elevation, onClose }: { elevation: Elevation; onClose: () => void }) {
  const queries = useQueryClient();
  const roleTitle = useRoleTitle();
  const [reason, setReason] = useState('');
  const decide = useMutation({
    mutationFn: (decision: 'approved' | 'rejected') =>
      told(
        api.POST('/api/v1/elevations/{id}/decision', {
          params: { path: { id: elevation.id } },
          body: { decision, reason: reason.trim() },
        }),
      ),
    onSuccess: async (_, decision) => {
      onClose();
      toastDone(decision === 'approved' ? `${elevation.person.label} has the role now.` : 'The request was rejected.');
      await Promise.all([ELEVATIONS, ['members']].map((queryKey) => queries.invalidateQueries({ queryKey })));
    },
  });
  return (
    <Modal opened onClose={onClose} title={`${roleTitle(elevation.role)} for ${minutesInWords(elevation.minutes)}?`}>
      <Stack>
        <Text size="sm">
          {elevation.person.label} asks for the role, because: “{elevation.reason}”
        </Text>
        <Textarea
          label="Why"
          description="It stands in the audit log, and whoever asked reads it."
          data-autofocus
          autosize
          minRows={2}
          maxLength={1000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {decide.isError && <ProblemView error={decide.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            variant="default"
            c="var(--c-reject-ink)"
            loading={decide.isPending}
            onClick={() => decide.mutate('rejected')}
          >
            Reject
          </Button>
          <Button loading={decide.isPending} onClick={() => decide.mutate('approved')}>
            Approve
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
