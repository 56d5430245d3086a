import { SubNav } from '../../ui/sub-nav.js';

export const PeopleNav = () => (
  <SubNav
    label="Members"
    items={[
      { to: '/members', title: 'Members' },
      { to: '/members/elevations', title: 'Roles for a while' },
    ]}
  />
);
