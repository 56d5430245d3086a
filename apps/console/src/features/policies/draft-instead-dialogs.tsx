import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { useDraftOfOldVersion, useDraftOfWithdrawal } from './draft-queries.js';
import type { LayerScope } from './layer-queries.js';

interface BringBackAsDraftProps {
  /** Null for the organisation itself. */
  scope: LayerScope | null;
  version: number;
  onClose: () => void;
}

/** Where another person has to approve, an old version comes back as a draft. */
export function BringBackAsDraft({ scope, version, onClose }: BringBackAsDraftProps) {
  const order = { title: `Back to version ${String(version)}`, number: version, ...(scope !== null && { scope }) };
  return (
    <DraftInstead
      title={`Bring back version ${String(version)}?`}
      create={useDraftOfOldVersion()}
      order={order}
      onClose={onClose}
    >
      The old text becomes a draft, which a colleague reads and approves.
    </DraftInstead>
  );
}

/** Where another person has to approve, a layer is taken away by a draft that says so. */
export function WithdrawAsDraft({ scope, onClose }: { scope: LayerScope; onClose: () => void }) {
  const order = { title: `Withdraw the policy of the ${scope.kind}`, scope };
  return (
    <DraftInstead
      title={`Withdraw the policy of this ${scope.kind}?`}
      create={useDraftOfWithdrawal()}
      order={order}
      onClose={onClose}
    >
      The withdrawal becomes a draft, which a colleague reads and approves; machines obey the policy until then.
    </DraftInstead>
  );
}

interface DraftInsteadProps<Order> {
  title: string;
  create: {
    readonly isPending: boolean;
    readonly error: Error | null;
    mutate(order: Order, then: { onSuccess: (draft: { readonly id: string }) => void }): void;
  };
  order: Order;
  /** What becomes of it. */
  children: ReactNode;
  onClose: () => void;
}

/** Begins the draft, and leads to it. */
function DraftInstead<Order>({ title, create, order, children, onClose }: DraftInsteadProps<Order>) {
  const navigate = useNavigate();
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={title}
      act="Begin a draft"
      danger={false}
      pending={create.isPending}
      error={create.error}
      onConfirm={() => create.mutate(order, { onSuccess: ({ id }) => void navigate(`/policy/drafts/${id}`) })}
    >
      This organisation publishes only what another person has approved. {children}
    </ConfirmDialog>
  );
}
