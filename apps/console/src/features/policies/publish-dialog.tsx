import { Alert, Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { api, told } from '../../api/client.js';
import { ApiProblem } from '../../api/problem.js';
import type { PolicyVersion } from '../../api/wire.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import type { Draft } from './draft.js';
import { usePublish } from './policy-queries.js';
import classes from './publish-dialog.module.css';

const TextDiff = lazy(() => import('./text-diff.js').then((module) => ({ default: module.TextDiff })));

interface PublishDialogProps {
  draft: Draft;
  former: PolicyVersion | null;
  onClose: () => void;
  onPublished: () => void;
}

/** The last look before machines obey: what changes, what the server finds, and why. */
export function PublishDialog({ draft, former, onClose, onPublished }: PublishDialogProps) {
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const publish = usePublish();
  const { text, format } = draft;
  const verdict = useQuery({
    queryKey: ['policy-verdict', format, text],
    queryFn: () => told(api.POST('/api/v1/policy/validate', { body: { text, format } })),
    staleTime: Infinity,
    gcTime: 0,
  });
  const errors = verdict.data?.issues.filter(({ severity }) => severity === 'error') ?? [];
  const isStale = publish.error instanceof ApiProblem && publish.error.code === 'policy.stale';
  const submit = () => {
    setTried(true);
    if (reason.trim() === '' || verdict.data === undefined || errors.length > 0) return;
    publish.mutate(
      { ...draft, reason: reason.trim() },
      {
        onSuccess: ({ version }) => {
          toastDone(`Version ${String(version)} is published. Connected machines have it within a second.`);
          onPublished();
        },
      },
    );
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size={960}
      title={former === null ? 'Publish the first version' : `Publish version ${String(former.version + 1)}`}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack>
          <div className={classes.diff}>
            <Suspense fallback={<RowsSkeleton rows={6} label="Comparing" />}>
              <TextDiff before={former?.text ?? ''} after={text} format={format} isUnified />
            </Suspense>
          </div>
          {verdict.isError && <ProblemView error={verdict.error} onRetry={() => void verdict.refetch()} />}
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
            error={isTried && reason.trim() === '' ? 'Say why, in a sentence.' : null}
          />
          {isStale && (
            <Alert color="or" title="Somebody else has published in the meantime">
              Your text is kept. Close this, look at what they changed, and publish on top of it.
            </Alert>
          )}
          {publish.isError && !isStale && <ProblemView error={publish.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {isStale ? 'Close' : 'Cancel'}
            </Button>
            {!isStale && (
              <Button type="submit" loading={publish.isPending || verdict.isPending} disabled={errors.length > 0}>
                Publish to all machines
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
