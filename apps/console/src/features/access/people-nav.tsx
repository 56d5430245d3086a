import { useMay } from '../../app/session.js';
import { SubNav } from '../../ui/sub-nav.js';

export function PeopleNav() {
  const may = useMay();
  return (
    <SubNav
      label="Members"
      items={[
        { to: '/members', title: 'Members' },
        ...(may('team:read') ? [{ to: '/members/teams', title: 'Teams' }] : []),
        { to: '/members/groups', title: 'Groups' },
        ...(may('role:read') ? [{ to: '/members/elevations', title: 'Roles for a while' }] : []),
        ...(may('session:read') ? [{ to: '/members/sessions', title: 'Signed in' }] : []),
      ]}
    />
  );
}
