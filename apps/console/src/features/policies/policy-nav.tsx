import { SubNav } from '../../ui/sub-nav.js';

export const PolicyNav = () => (
  <SubNav
    label="Policy"
    items={[
      { to: '/policy', title: 'Editor' },
      { to: '/policy/drafts', title: 'Drafts' },
      { to: '/policy/shadow', title: 'Shadow' },
      { to: '/policy/applied', title: 'What applies' },
      { to: '/policy/waivers', title: 'Waivers' },
      { to: '/policy/simulator', title: 'Simulator' },
      { to: '/policy/replay', title: 'Replay' },
      { to: '/policy/versions', title: 'Versions' },
      { to: '/policy/compare', title: 'Compare' },
    ]}
  />
);
