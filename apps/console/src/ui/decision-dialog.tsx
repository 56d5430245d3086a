import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Dialog } from './dialog.js';
import { ProblemView } from './states.js';

export type Verdict = 'approve' | 'refuse';

interface DecisionDialogProps {
  title: string;
  /** What is asked for, by whom, and why. */
  children: ReactNode;
  /** What a refusal is called here. */
  refusal: string;
  pending: boolean;
  error: unknown;
  onDecide: (verdict: Verdict, reason: string) => void;
  onClose: () => void;
}

/** Decides on what somebody else has asked for; what is said to it goes into the ledger, and may be nothing. */
export function DecisionDialog({ title, children, refusal, pending, error, onDecide, onClose }: DecisionDialogProps) {
  const [reason, setReason] = useState('');
  const decide = (verdict: Verdict) => onDecide(verdict, reason.trim());
  return (
    <Dialog opened onClose={onClose} title={title}>
      <Stack>
        {children}
        <Textarea
          label="Why"
          description="It stands in the audit log, and whoever asked reads it."
          data-autofocus
          autosize
          minRows={2}
          maxLength={1_000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {error !== null && error !== undefined && <ProblemView error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="default" c="var(--c-reject-ink)" disabled={pending} onClick={() => decide('refuse')}>
            {refusal}
          </Button>
          <Button loading={pending} onClick={() => decide('approve')}>
            Approve
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

/** The sentence of a request, in the size of a dialog. */
export const Asked = ({ children }: { children: ReactNode }) => (
  <Text size="sm" component="div">
    {children}
  </Text>
);
