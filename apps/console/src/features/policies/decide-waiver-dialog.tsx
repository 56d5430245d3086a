import { Alert, List } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { Asked, DecisionDialog } from '../../ui/decision-dialog.js';
import { exactly } from '../../ui/time.js';
import { toastDone } from '../../ui/toast.js';
import { boundsInWords } from './waiver-bounds.js';
import { type Waiver, WAIVERS } from './waiver-queries.js';

/** Another person's yes or no to an exception, with what she should know of the rules that it names. */
export function DecideWaiverDialog({ waiver, onClose }: { waiver: Waiver; onClose: () => void }) {
  const queries = useQueryClient();
  const decide = useMutation({
    mutationFn: (body: { decision: 'approved' | 'denied'; reason: string }) =>
      told(api.POST('/api/v1/policy/waivers/{id}/decision', { params: { path: { id: waiver.id } }, body })),
    onSuccess: async (_, { decision }) => {
      onClose();
      toastDone(decision === 'approved' ? 'The exception is approved.' : 'The request is denied.');
      await queries.invalidateQueries({ queryKey: WAIVERS });
    },
  });
  return (
    <DecisionDialog
      title={`An exception for ${waiver.subject.label}?`}
      refusal="Deny"
      pending={decide.isPending}
      error={decide.error}
      onDecide={(verdict, reason) => decide.mutate({ decision: verdict === 'approve' ? 'approved' : 'denied', reason })}
      onClose={onClose}
    >
      <Asked>
        {waiver.requester.label} asks that <code>{waiver.rules.join(', ')}</code> be answered {waiver.effect} until{' '}
        {exactly(waiver.expiresAt)}, because: “{waiver.reason}”
        <br />
        {waiver.bounds === null
          ? 'Without bounds: whatever those rules refuse would be excepted.'
          : `Only within these bounds: ${boundsInWords(waiver.bounds)}.`}
      </Asked>
      {waiver.notes.length > 0 && (
        <Alert color="or" title="Know before you decide">
          <List size="sm">
            {waiver.notes.map((note) => (
              <List.Item key={note}>{note}</List.Item>
            ))}
          </List>
        </Alert>
      )}
    </DecisionDialog>
  );
}
