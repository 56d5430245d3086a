import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import type { Member } from '../../api/wire.js';
import { useMay, useSession } from '../../app/session.js';

export type MemberAct = 'explain' | 'roles' | 'teams' | 'status';

/** What can be done with a member; nobody suspends herself. */
export function MemberMenu({ member, onChoose }: { member: Member; onChoose: (act: MemberAct) => void }) {
  const may = useMay();
  const isSelf = useSession().person.id === member.person.id;
  const items = [
    may('role:read') && (
      <Menu.Item key="explain" onClick={() => onChoose('explain')}>
        What {member.person.name} may do
      </Menu.Item>
    ),
    may('role:update') && (
      <Menu.Item key="roles" onClick={() => onChoose('roles')}>
        Change roles
      </Menu.Item>
    ),
    may('role:update') && (
      <Menu.Item key="teams" onClick={() => onChoose('teams')}>
        Roles for one team
      </Menu.Item>
    ),
    may('member:update') && !isSelf && (
      <Menu.Item
        key="status"
        onClick={() => onChoose('status')}
        {...(member.status === 'active' && { color: 'gules.8' })}
      >
        {member.status === 'active' ? 'Suspend' : 'Reinstate'}
      </Menu.Item>
    ),
  ].filter((item) => item !== false);
  if (items.length === 0) return null;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${member.person.name}`}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{items}</Menu.Dropdown>
    </Menu>
  );
}
