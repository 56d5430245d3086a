import { useQuery } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import type { PolicyVersion } from '../../api/wire.js';
import { toastDone } from '../../ui/toast.js';
import type { Draft } from './draft.js';
import { usePublish } from './policy-queries.js';
import { ChangeOfText, PublicationDialog } from './publication-dialog.js';

interface PublishDialogProps {
  draft: Draft;
  former: PolicyVersion | null;
  onClose: () => void;
  onPublished: () => void;
}

/** Publishes the organisation's own policy; shows what changes in its text. */
export function PublishDialog({ draft, former, onClose, onPublished }: PublishDialogProps) {
  const publish = usePublish();
  const { text, format } = draft;
  const verdict = useQuery({
    queryKey: ['policy-verdict', format, text],
    queryFn: () => told(api.POST('/api/v1/policy/validate', { body: { text, format } })),
    staleTime: Infinity,
    gcTime: 0,
  });
  return (
    <PublicationDialog
      title={former === null ? 'Publish the first version' : `Publish version ${String(former.version + 1)}`}
      act="Publish to all machines"
      verdict={{ ...verdict, issues: verdict.data?.issues ?? [], onRetry: () => void verdict.refetch() }}
      publishing={publish}
      onceStale="Your text is kept. Close this, look at what they changed, and publish on top of it."
      onPublish={(reason) =>
        publish.mutate(
          { ...draft, reason },
          {
            onSuccess: ({ version }) => {
              toastDone(`Version ${String(version)} is published. Connected machines have it within a second.`);
              onPublished();
            },
          },
        )
      }
      onClose={onClose}
    >
      <ChangeOfText before={former?.text ?? ''} after={text} format={format} />
    </PublicationDialog>
  );
}
