import { useNetwork } from '@mantine/hooks';
import { IconCloudOff } from '@tabler/icons-react';
import classes from './offline-banner.module.css';

export function OfflineBanner() {
  const { online } = useNetwork();
  return (
    <div role="status">
      {!online && (
        <p className={classes.banner}>
          <IconCloudOff size={16} aria-hidden /> No network. What you see may be out of date; changes will not be saved
          until it is back.
        </p>
      )}
    </div>
  );
}
