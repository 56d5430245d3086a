import { Alert, Button, Group, List, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { ApiProblem } from '../../api/problem.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import { type LayerDraft, layerPreviewQuery, type LayerScope, useLayerActs } from './layer-queries.js';
import classes from './publish-dialog.module.css';

const TextDiff = lazy(() => import('./text-diff.js').then((module) => ({ default: module.TextDiff })));

interface PublishLayerDialogProps {
  scope: LayerScope;
  draft: Omit<LayerDraft, 'reason'>;
  onClose: () => void;
}

/** The last look before machines obey: not what changes in the text, but what changes for its people. */
export function PublishLayerDialog({ scope, draft, onClose }: PublishLayerDialogProps) {
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const preview = useQuery(layerPreviewQuery(scope, draft.text, draft.format));
  const { publish } = useLayerActs(scope);
  const errors = preview.data?.issues.filter(({ severity }) => severity === 'error') ?? [];
  const isStale = publish.error instanceof ApiProblem && publish.error.code === 'policy.stale';
  const submit = () => {
    setTried(true);
    if (reason.trim() === '' || preview.data === undefined || errors.length > 0) return;
    publish.mutate(
      { ...draft, reason: reason.trim() },
      {
        onSuccess: ({ version }) => {
          toastDone(`Version ${String(version)} is published. Machines of its people have it within a second.`);
          onClose();
        },
      },
    );
  };
  return (
    <Modal opened onClose={onClose} size={960} title={`What changes for the ${scope.kind}`}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack>
          <Text size="sm" c="dimmed">
            The resolved policy of somebody who is in this {scope.kind} and in no other, before and after.
          </Text>
          {preview.isPending && <RowsSkeleton rows={6} label="Resolving" />}
          {preview.data !== undefined && preview.data.after !== '' && (
            <div className={classes.diff}>
              <Suspense fallback={<RowsSkeleton rows={6} label="Comparing" />}>
                <TextDiff before={preview.data.before} after={preview.data.after} format="json" isUnified />
              </Suspense>
            </div>
          )}
          {preview.data !== undefined && preview.data.refused.length > 0 && (
            <Alert color="or" title="The organisation has locked some of it">
              This is kept in the text and not obeyed:
              <List size="sm" mt={4}>
                {preview.data.refused.map(({ what }) => (
                  <List.Item key={what}>
                    <code>{what}</code>
                  </List.Item>
                ))}
              </List>
            </Alert>
          )}
          {preview.isError && <ProblemView error={preview.error} onRetry={() => void preview.refetch()} />}
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
              Copy your text, reload, and publish on top of theirs.
            </Alert>
          )}
          {publish.isError && !isStale && <ProblemView error={publish.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button
              type="submit"
              loading={publish.isPending || preview.isPending}
              disabled={errors.length > 0 || isStale}
            >
              Publish for this {scope.kind}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
