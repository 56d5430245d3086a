import { Modal, type ModalProps } from '@mantine/core';
import { useLayoutEffect } from 'react';

/**
 * A dialog that leads whoever closes it back to what opened it, also where it is taken out of the page as it closes: otherwise the keyboard would begin
 * at the top again.
 */
export function Dialog(props: ModalProps) {
  const { opened } = props;
  useLayoutEffect(() => {
    const opener = opened ? document.activeElement : null;
    return () => {
      // After whatever closes has left the page. What opened it may be gone too: a row that was removed.
      queueMicrotask(() => {
        if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
      });
    };
  }, [opened]);
  return <Modal {...props} returnFocus={false} />;
}
