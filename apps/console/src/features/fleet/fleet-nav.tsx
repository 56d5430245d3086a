import { SubNav } from '../../ui/sub-nav.js';

export const FleetNav = () => (
  <SubNav
    label="Fleet"
    items={[
      { to: '/fleet', title: 'Machines' },
      { to: '/fleet/enrolment', title: 'Enrolment' },
    ]}
  />
);
