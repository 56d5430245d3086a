import { useNavigate } from 'react-router';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { useDraftOfOldVersion, useDraftOfWithdrawal } from './draft-queries.js';
import type { LayerScope } from './layer-queries.js';

const WHY = 'This organisation publishes only what another person has approved.';

interface BringBackAsDraftProps {
  /** Null for the organisation itself. */
  scope: LayerScope | null;
  version: number;
  onClose: () => void;
}

/** Where another person has to approve, an old version comes back as a draft. */
export function BringBackAsDraft({ scope, version, onClose }: BringBackAsDraftProps) {
  const create = useDraftOfOldVersion();
  const navigate = useNavigate();
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={`Bring back version ${String(version)}?`}
      act="Begin a draft"
      danger={false}
      pending={create.isPending}
      error={create.error}
      onConfirm={() =>
        create.mutate(
          { title: `Back to version ${String(version)}`, number: version, ...(scope !== null && { scope }) },
          { onSuccess: ({ id }) => void navigate(`/policy/drafts/${id}`) },
        )
      }
    >
      {WHY} The old text becomes a draft, which a colleague reads and approves.
    </ConfirmDialog>
  );
}

/** Where another person has to approve, a layer is taken away by a draft that says so. */
export function WithdrawAsDraft({ scope, onClose }: { scope: LayerScope; onClose: () => void }) {
  const create = useDraftOfWithdrawal();
  const navigate = useNavigate();
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={`Withdraw the policy of this ${scope.kind}?`}
      act="Begin a draft"
      danger={false}
      pending={create.isPending}
      error={create.error}
      onConfirm={() =>
        create.mutate(
          { title: `Withdraw the policy of the ${scope.kind}`, scope },
          { onSuccess: ({ id }) => void navigate(`/policy/drafts/${id}`) },
        )
      }
    >
      {WHY} The withdrawal becomes a draft, which a colleague reads and approves; machines obey the policy until then.
    </ConfirmDialog>
  );
}
