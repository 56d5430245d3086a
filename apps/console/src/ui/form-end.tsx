import { Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { ProblemView } from './states.js';

interface FormEndProps {
  /** The sending of the form. */
  of: { readonly error: Error | null; readonly isPending: boolean };
  /** What sending it does. */
  act: ReactNode;
  disabled?: boolean;
  onCancel: () => void;
}

/** How the form of a dialog ends: why it was refused, the way back, and the act. */
export const FormEnd = ({ of, act, disabled = false, onCancel }: FormEndProps) => (
  <>
    {of.error !== null && <ProblemView error={of.error} />}
    <Group justify="flex-end">
      <Button variant="default" onClick={onCancel}>
        Cancel
      </Button>
      <Button type="submit" loading={of.isPending} disabled={disabled}>
        {act}
      </Button>
    </Group>
  </>
);
