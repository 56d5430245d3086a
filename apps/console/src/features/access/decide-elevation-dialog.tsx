import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { Asked, DecisionDialog } from '../../ui/decision-dialog.js';
import { minutesInWords } from '../../ui/time.js';
import { toastDone } from '../../ui/toast.js';
import { useRoleTitle } from './access-queries.js';
import { type Elevation, ELEVATIONS } from './elevation-queries.js';

export function DecideElevationDialog({ elevation, onClose }: { elevation: Elevation; onClose: () => void }) {
  const queries = useQueryClient();
  const roleTitle = useRoleTitle();
  const decide = useMutation({
    mutationFn: (body: { decision: 'approved' | 'rejected'; reason: string }) =>
      told(api.POST('/api/v1/elevations/{id}/decision', { params: { path: { id: elevation.id } }, body })),
    onSuccess: async (_, { decision }) => {
      onClose();
      toastDone(decision === 'approved' ? `${elevation.person.label} has the role now.` : 'The request was rejected.');
      await Promise.all([ELEVATIONS, ['members']].map((queryKey) => queries.invalidateQueries({ queryKey })));
    },
  });
  return (
    <DecisionDialog
      title={`${roleTitle(elevation.role)} for ${minutesInWords(elevation.minutes)}?`}
      refusal="Reject"
      pending={decide.isPending}
      error={decide.error}
      onDecide={(verdict, reason) =>
        decide.mutate({ decision: verdict === 'approve' ? 'approved' : 'rejected', reason })
      }
      onClose={onClose}
    >
      <Asked>
        {elevation.person.label} asks for the role, because: “{elevation.reason}”
      </Asked>
    </DecisionDialog>
  );
}
