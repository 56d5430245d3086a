import { Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Dialog } from './dialog.js';
import { ProblemView } from './states.js';

interface ConfirmDialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  act: string;
  /** Something is lost by it. */
  danger?: boolean;
  pending: boolean;
  error: unknown;
  onConfirm: () => void;
}

export function ConfirmDialog({
  opened,
  onClose,
  title,
  children,
  act,
  danger = true,
  pending,
  error,
  onConfirm,
}: ConfirmDialogProps) {
  return (
    <Dialog opened={opened} onClose={onClose} title={title}>
      <Stack>
        <Text size="sm" component="div">
          {children}
        </Text>
        {error !== null && error !== undefined && <ProblemView error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button color={danger ? 'gules.6' : 'azure'} onClick={onConfirm} loading={pending}>
            {act}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
