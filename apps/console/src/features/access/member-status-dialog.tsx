import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import type { Member } from '../../api/wire.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { toastDone } from '../../ui/toast.js';

/** Suspends a member, or takes her back. */
export function MemberStatusDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const queries = useQueryClient();
  const { id: personId, name } = member.person;
  const isActive = member.status === 'active';
  const act = isActive ? 'Suspend' : 'Reinstate';
  const change = useMutation({
    mutationFn: () =>
      told(
        api.PATCH('/api/v1/members/{personId}', {
          params: { path: { personId } },
          body: { status: isActive ? 'suspended' : 'active' },
        }),
      ),
    onSuccess: async () => {
      onClose();
      toastDone(isActive ? `${name} is suspended.` : `${name} is back.`);
      await queries.invalidateQueries({ queryKey: ['members'] });
    },
  });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={`${act} ${name}?`}
      act={act}
      pending={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
    >
      {isActive
        ? 'Within a second she can do nothing here: her sessions are refused, and her machines get no policy and deliver no evidence. Her roles are kept for the day that she is reinstated.'
        : 'She has her roles again, and her machines work again.'}
    </ConfirmDialog>
  );
}
