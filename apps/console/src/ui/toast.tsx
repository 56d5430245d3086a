import { notifications } from '@mantine/notifications';
import { IconCheck } from '@tabler/icons-react';

/** Says that something was done. Refusals are not toasts: they stand where the person acted, until it is mended. */
export function toastDone(message: string): void {
  notifications.show({
    message,
    color: 'vert',
    icon: <IconCheck size={16} aria-hidden />,
    autoClose: 4_000,
    withBorder: true,
    closeButtonProps: { 'aria-label': 'Dismiss' },
  });
}
