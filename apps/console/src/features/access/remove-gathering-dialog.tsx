import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { toastDone } from '../../ui/toast.js';

interface RemoveGatheringDialogProps {
  /** Of the team or group. */
  name: string;
  remove: () => Promise<unknown>;
  /** The list that it was in. */
  list: string;
  /** What has to be looked up anew. */
  stale: QueryKey;
  /** What becomes of its people. */
  children: string;
  onClose: () => void;
}

/** Removes a team or a group, and leads back to the others. */
export function RemoveGatheringDialog({
  name,
  remove: take,
  list,
  stale,
  children,
  onClose,
}: RemoveGatheringDialogProps) {
  const queries = useQueryClient();
  const go = useNavigate();
  const remove = useMutation({
    mutationFn: take,
    onSuccess: async () => {
      toastDone(`${name} is removed.`);
      await go(list);
      await queries.invalidateQueries({ queryKey: stale });
    },
  });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={`Remove ${name}?`}
      act="Remove"
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
    >
      {children}
    </ConfirmDialog>
  );
}
