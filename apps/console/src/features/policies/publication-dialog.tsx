import { Alert, Button, Group, Stack, Textarea } from '@mantine/core';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { ApiProblem } from '../../api/problem.js';
import type { PolicyFormat } from '../../api/wire.js';
import { Dialog } from '../../ui/dialog.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import classes from './publication-dialog.module.css';

const TextDiff = lazy(() => import('./text-diff.js').then((module) => ({ default: module.TextDiff })));

/** What the server says of the text before it is published. */
export interface Verdict {
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly issues: readonly { readonly severity: string; readonly line: number; readonly message: string }[];
  readonly onRetry: () => void;
}

interface PublicationDialogProps {
  title: string;
  act: string;
  /** What changes. */
  children: ReactNode;
  verdict: Verdict;
  publishing: { readonly isPending: boolean; readonly error: Error | null };
  /** What becomes of one's own text where somebody was faster. */
  onceStale: string;
  onPublish: (reason: string) => void;
  onClose: () => void;
}

/** The last look before machines obey: what changes, what the server finds, and why. */
export function PublicationDialog(props: PublicationDialogProps) {
  const { title, act, children, verdict, publishing, onceStale, onPublish, onClose } = props;
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const errors = verdict.issues.filter(({ severity }) => severity === 'error');
  const isStale = publishing.error instanceof ApiProblem && publishing.error.code === 'policy.stale';
  const isSilent = reason.trim() === '';
  const isJudged = !verdict.isPending && verdict.error === null;
  return (
    <Dialog opened onClose={onClose} size={960} title={title}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!isSilent && isJudged && errors.length === 0) onPublish(reason.trim());
        }}
      >
        <Stack>
          {children}
          {verdict.error !== null && <ProblemView error={verdict.error} onRetry={verdict.onRetry} />}
          {errors.length > 0 && (
            <Alert color="gules" title="The server does not accept this text">
              {errors.map(({ line, message }) => `Line ${String(line)}: ${message}`).join(' ')}
            </Alert>
          )}
          <Textarea
            label="Reason"
            description="Your colleagues read it in a year, beside your name."
            required
            data-autofocus
            autosize
            minRows={2}
            maxLength={2_000}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={isTried && isSilent ? 'Say why, in a sentence.' : null}
          />
          {isStale && (
            <Alert color="or" title="Somebody else has published in the meantime">
              {onceStale}
            </Alert>
          )}
          {publishing.error !== null && !isStale && <ProblemView error={publishing.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {isStale ? 'Close' : 'Cancel'}
            </Button>
            {!isStale && (
              <Button type="submit" loading={publishing.isPending || verdict.isPending} disabled={errors.length > 0}>
                {act}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

interface ChangeOfTextProps {
  before: string;
  after: string;
  format: PolicyFormat;
}

/** Two texts, line by line, in the height that a dialog has. */
export const ChangeOfText = (texts: ChangeOfTextProps) => (
  <div className={classes.diff}>
    <Suspense fallback={<RowsSkeleton rows={6} label="Comparing" />}>
      <TextDiff {...texts} isUnified />
    </Suspense>
  </div>
);
