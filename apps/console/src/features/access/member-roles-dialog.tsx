import { useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import type { Member } from '../../api/wire.js';
import { toastDone } from '../../ui/toast.js';
import { RolesDialog } from './roles-dialog.js';

export function MemberRolesDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const queries = useQueryClient();
  const { id: personId, name } = member.person;
  return (
    <RolesDialog
      title={`Roles of ${name}`}
      held={member.roles}
      save={(roles) =>
        told(api.PUT('/api/v1/members/{personId}/roles', { params: { path: { personId } }, body: { roles } }))
      }
      onSaved={() => {
        onClose();
        toastDone(`${name} has the new roles.`);
        for (const queryKey of [['members'], ['me'], ['member-access', personId]])
          void queries.invalidateQueries({ queryKey });
      }}
      onClose={onClose}
    />
  );
}
