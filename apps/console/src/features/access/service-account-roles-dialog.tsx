import { useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { toastDone } from '../../ui/toast.js';
import { RolesDialog } from './roles-dialog.js';
import type { ServiceAccount } from './service-account-queries.js';

export function ServiceAccountRolesDialog({ account, onClose }: { account: ServiceAccount; onClose: () => void }) {
  const queries = useQueryClient();
  return (
    <RolesDialog
      title={`Roles of ${account.name}`}
      held={account.roles}
      save={(roles) =>
        told(api.PUT('/api/v1/service-accounts/{id}/roles', { params: { path: { id: account.id } }, body: { roles } }))
      }
      onSaved={() => {
        onClose();
        toastDone(`${account.name} has the new roles.`);
        void queries.invalidateQueries({ queryKey: ['service-accounts'] });
      }}
      onClose={onClose}
    />
  );
}
