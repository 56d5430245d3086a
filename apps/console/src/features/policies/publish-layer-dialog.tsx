import { Alert, List, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { RowsSkeleton } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import { type LayerDraft, layerPreviewQuery, type LayerScope, useLayerActs } from './layer-queries.js';
import { ChangeOfText, PublicationDialog } from './publication-dialog.js';

interface PublishLayerDialogProps {
  scope: LayerScope;
  draft: Omit<LayerDraft, 'reason'>;
  onClose: () => void;
}

/** Publishes a layer; shows not what changes in its text, but what changes for its people. */
export function PublishLayerDialog({ scope, draft, onClose }: PublishLayerDialogProps) {
  const preview = useQuery(layerPreviewQuery(scope, draft.text, draft.format));
  const { publish } = useLayerActs(scope);
  const { before, after, refused, issues } = preview.data ?? { before: '', after: '', refused: [], issues: [] };
  return (
    <PublicationDialog
      title={`What changes for the ${scope.kind}`}
      act={`Publish for this ${scope.kind}`}
      verdict={{ ...preview, issues, onRetry: () => void preview.refetch() }}
      publishing={publish}
      onceStale="Copy your text, reload, and publish on top of theirs."
      onPublish={(reason) =>
        publish.mutate(
          { ...draft, reason },
          {
            onSuccess: ({ version }) => {
              toastDone(`Version ${String(version)} is published. Machines of its people have it within a second.`);
              onClose();
            },
          },
        )
      }
      onClose={onClose}
    >
      <Text size="sm" c="dimmed">
        The resolved policy of somebody who is in this {scope.kind} and in no other, before and after.
      </Text>
      {preview.isPending && <RowsSkeleton rows={6} label="Resolving" />}
      {after !== '' && <ChangeOfText before={before} after={after} format="json" />}
      {refused.length > 0 && (
        <Alert color="or" title="The organisation has locked some of it">
          This is kept in the text and not obeyed:
          <List size="sm" mt={4}>
            {refused.map(({ what }) => (
              <List.Item key={what}>
                <code>{what}</code>
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
    </PublicationDialog>
  );
}
