import { Modal, type ModalProps } from '@mantine/core';
import { type RefObject, useLayoutEffect, useRef } from 'react';

/** Where one dialog stands over another, their heads would be two banners of one page. */
const NO_BANNER = { header: { role: 'presentation' } };
type Root = RefObject<HTMLDivElement | null>;
/** Those that are open, the topmost last. */
const standing: Root[] = [];

/**
 * A dialog that leads whoever closes it back to what opened it, also where it is taken out of the page as it closes: otherwise the keyboard would begin
 * at the top again. Of several that are open Escape closes the topmost alone: who does not want to prove who she is keeps what she has filled in.
 */
export function Dialog({ opened, onClose, ...others }: ModalProps) {
  const root = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (!opened) return undefined;
    const opener = document.activeElement;
    const below = standing.at(-1);
    standing.push(root);
    return () => {
      // Only when all have heard of the key that closed it, or the one below would take itself for the topmost.
      setTimeout(() => standing.splice(standing.indexOf(root), 1));
      // After whatever closes has left the page. What opened it may be gone too: a row that was removed.
      queueMicrotask(() => {
        if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
        // A button that still waits for what it was pressed for takes no focus. Then its dialog does, or the keyboard would go on behind it.
        if (document.activeElement === document.body) dialogIn(below)?.focus({ preventScroll: true });
      });
    };
  }, [opened]);
  const close = () => {
    if (standing.at(-1) === root) onClose();
  };
  return <Modal {...others} ref={root} opened={opened} onClose={close} returnFocus={false} attributes={NO_BANNER} />;
}

const dialogIn = (root: Root | undefined): HTMLElement | null | undefined =>
  root?.current?.querySelector<HTMLElement>('[role="dialog"]');
