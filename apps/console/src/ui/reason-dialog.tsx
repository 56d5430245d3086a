import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Dialog } from './dialog.js';
import { ProblemView } from './states.js';

interface ReasonDialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  act: string;
  danger?: boolean;
  pending: boolean;
  error: unknown;
  onConfirm: (reason: string) => void;
}

/** Asks why before something weighty is done; the reason goes into the ledger. */
export function ReasonDialog({
  opened,
  onClose,
  title,
  children,
  act,
  danger = false,
  pending,
  error,
  onConfirm,
}: ReasonDialogProps) {
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const isMissing = reason.trim() === '';
  return (
    <Dialog opened={opened} onClose={onClose} title={title}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!isMissing) onConfirm(reason.trim());
        }}
      >
        <Stack>
          <Text size="sm" component="div">
            {children}
          </Text>
          <Textarea
            label="Reason"
            description="Stands in the audit log beside your name."
            required
            data-autofocus
            autosize
            minRows={2}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={isTried && isMissing ? 'Say why, in a few words.' : null}
          />
          {error !== null && error !== undefined && <ProblemView error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" color={danger ? 'gules.6' : 'azure'} loading={pending}>
              {act}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
