import { SubNav } from '../../ui/sub-nav.js';

export function SignOnNav() {
  return (
    <SubNav
      label="Single sign-on"
      items={[
        { to: '/single-sign-on', title: 'Connections' },
        { to: '/single-sign-on/domains', title: 'Domains' },
        { to: '/single-sign-on/policy', title: 'Sign-in policy' },
        { to: '/single-sign-on/links', title: 'Set-up links' },
      ]}
    />
  );
}
