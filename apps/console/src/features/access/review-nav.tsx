import { useMay } from '../../app/session.js';
import { SubNav } from '../../ui/sub-nav.js';

export function ReviewNav() {
  const may = useMay();
  return (
    <SubNav
      label="Access reviews"
      items={[
        { to: '/reviews', title: 'Waiting for you' },
        ...(may('review:read') ? [{ to: '/reviews/all', title: 'All reviews' }] : []),
      ]}
    />
  );
}
