import { SubNav } from '../../ui/sub-nav.js';

export function ServiceAccountsNav() {
  return (
    <SubNav
      label="Service accounts"
      items={[
        { to: '/service-accounts', title: 'Accounts and keys' },
        { to: '/service-accounts/trust', title: 'Trust rules' },
      ]}
    />
  );
}
