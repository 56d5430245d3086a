import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useMayIn } from '../../app/session.js';
import { Ago } from '../../ui/ago.js';
import { Panel } from '../../ui/panel.js';
import { ReasonDialog } from '../../ui/reason-dialog.js';
import { ProblemView } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import {
  type DraftStep,
  remarksQuery,
  reviewRuleQuery,
  scopeOfDraft,
  type StoredDraft,
  useDraftStep,
  usePublishDraft,
} from './draft-queries.js';
import { teamOf } from './layer-queries.js';
import { StartShadowDialog } from './start-shadow-dialog.js';

interface DraftReviewProps {
  draft: StoredDraft;
  isSaved: boolean;
  isValid: boolean;
}

/** What was said and decided about a draft, and what can be done with it now. */
export function DraftReview({ draft, isSaved, isValid }: DraftReviewProps) {
  const may = useMayIn(teamOf(scopeOfDraft(draft)));
  const [text, setText] = useState('');
  const act = useDraftStep();
  const isEnded = draft.state === 'published' || draft.state === 'discarded';
  const take = (step: DraftStep['step'], done: string) =>
    act.mutate(
      { id: draft.id, step, revision: draft.revision, text: text.trim() },
      {
        onSuccess: () => {
          setText('');
          toastDone(done);
        },
      },
    );
  const isSilent = text.trim() === '';
  const mayTalk = may('policy:draft') || may('policy:review');
  return (
    <Stack mt="md">
      <Panel title="Review" note={noteOf(draft)}>
        <Remarks id={draft.id} />
        {!isEnded && mayTalk && (
          <Textarea
            mt="sm"
            label="Your words"
            description="Part of the draft’s history; needed to send it back."
            autosize
            minRows={2}
            maxLength={4_000}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )}
        {act.isError && <ProblemView error={act.error} />}
        {!isEnded && (
          <Group mt="sm" gap="xs">
            {may('policy:draft') && (
              <Button variant="default" disabled={isSilent} onClick={() => take('comment', 'Your comment is kept.')}>
                Comment
              </Button>
            )}
            {may('policy:draft') && draft.state === 'open' && (
              <Button variant="default" disabled={!isSaved} onClick={() => take('review', 'The review is asked for.')}>
                Ask for a review
              </Button>
            )}
            {may('policy:review') && draft.state === 'in_review' && draft.mayReview && (
              <Button disabled={!isSaved} onClick={() => take('approve', 'The draft is approved.')}>
                Approve
              </Button>
            )}
            {may('policy:review') && draft.state !== 'open' && (
              <Button
                variant="default"
                disabled={isSilent}
                onClick={() => take('send-back', 'The draft is sent back.')}
              >
                Send back
              </Button>
            )}
            {may('policy:draft') && draft.state !== 'open' && (
              <Button variant="subtle" onClick={() => take('withdraw', 'The draft is taken back.')}>
                Take back
              </Button>
            )}
          </Group>
        )}
      </Panel>
      {!isEnded && (
        <Ends draft={draft} canGo={isSaved && isValid} onDiscard={() => take('discard', 'The draft is discarded.')} />
      )}
    </Stack>
  );
}

function noteOf({ state, act, approval, mayReview, version }: StoredDraft): string {
  switch (state) {
    case 'open':
      return 'Nobody was asked to read this revision.';
    case 'in_review':
      return mayReview
        ? 'You have written none of it: read the changes, then approve or send it back.'
        : 'Somebody who has written none of it has to read it.';
    case 'approved':
      return `Approved by ${approval?.by.label ?? 'somebody'}. The next save ends that.`;
    case 'published':
      return act === 'withdraw'
        ? `It took version ${String(version ?? 0)} away.`
        : `It became version ${String(version ?? 0)}.`;
    case 'discarded':
      return 'It was discarded.';
  }
}

const DEEDS = {
  comment: 'said',
  review_asked: 'asked for a review',
  approved: 'approved',
  sent_back: 'sent it back',
  withdrawn: 'took it back',
  published: 'published it',
  discarded: 'discarded it',
} as const;

function Remarks({ id }: { id: string }) {
  const remarks = useQuery(remarksQuery(id));
  if (remarks.isError) return <ProblemView error={remarks.error} onRetry={() => void remarks.refetch()} />;
  if (remarks.data === undefined) return null;
  if (remarks.data.items.length === 0)
    return (
      <Text size="sm" c="dimmed">
        Nothing was said yet.
      </Text>
    );
  return (
    <Stack gap="xs" component="ol" pl={0} my={0} style={{ listStyle: 'none' }} aria-label="History of the review">
      {remarks.data.items.map(({ number, kind, by, revision, text, at }) => (
        <li key={number}>
          <Text size="sm">
            <b>{by.label}</b> {DEEDS[kind]}{' '}
            <Text span size="xs" c="dimmed">
              revision {revision}, <Ago at={at} />
            </Text>
          </Text>
          {text !== '' && (
            <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
              {text}
            </Text>
          )}
        </li>
      ))}
    </Stack>
  );
}

function Ends({ draft, canGo, onDiscard }: { draft: StoredDraft; canGo: boolean; onDiscard: () => void }) {
  const may = useMayIn(teamOf(scopeOfDraft(draft)));
  const rule = useQuery(reviewRuleQuery);
  const publish = usePublishDraft();
  const navigate = useNavigate();
  const [isPublishing, publishing] = useDisclosure(false);
  const [isStarting, starting] = useDisclosure(false);
  // A published draft has no ends any more, so this panel is gone before its answer can be told to it.
  const go = (reason: string) =>
    publish.mutateAsync({ id: draft.id, revision: draft.revision, reason }).then(
      ({ version }) => {
        toastDone(
          isWithdrawal
            ? 'The policy is withdrawn. Machines of its people obey what is left within a second.'
            : `Version ${String(version)} is published. Connected machines have it within a second.`,
        );
        return navigate(scope === null ? '/policy/versions' : `/policy/for/${scope.kind}/${scope.id}`);
      },
      // The dialog shows what was refused.
      () => undefined,
    );
  const waits = rule.data?.required === true && draft.state !== 'approved';
  const scope = scopeOfDraft(draft);
  const isWithdrawal = draft.act === 'withdraw';
  const notWatched = whyNotWatched(draft);
  return (
    <Panel
      title="What becomes of it"
      note={
        waits
          ? 'This organisation publishes only what another person has approved.'
          : (notWatched ??
            'Watch it in shadow first: machines then count what it would have answered otherwise, and obey the policy in force.')
      }
    >
      <Group gap="xs">
        {may('policy:publish') && (
          <Button disabled={!canGo || waits} onClick={publishing.open}>
            {isWithdrawal ? 'Withdraw' : 'Publish'}
          </Button>
        )}
        {may('policy:shadow') && notWatched === null && (
          <Button variant="default" disabled={!canGo} onClick={starting.open}>
            Watch in shadow
          </Button>
        )}
        {may('policy:draft') && (
          <Button variant="subtle" color="gules" onClick={onDiscard}>
            Discard
          </Button>
        )}
      </Group>
      <StartShadowDialog opened={isStarting} onClose={starting.close} draft={draft} />
      <ReasonDialog
        opened={isPublishing}
        onClose={publishing.close}
        title={isWithdrawal ? `Withdraw the policy of this ${draft.scope.kind}?` : `Publish “${draft.title}”?`}
        act={actOf(draft)}
        pending={publish.isPending}
        error={publish.error}
        onConfirm={(reason) => void go(reason)}
      >
        {isWithdrawal
          ? 'Machines of its people obey what is left. The versions stay.'
          : draft.act === 'roll_back'
            ? `The text of version ${String(draft.bringsBack)} becomes the next version. Its tests passed before and are not asked again.`
            : `Revision ${String(draft.revision)} becomes the next version, if its tests pass.`}
      </ReasonDialog>
    </Panel>
  );
}

const actOf = ({ act, scope: { kind } }: StoredDraft): string =>
  act === 'withdraw' ? 'Withdraw' : kind === 'org' ? 'Publish to all machines' : `Publish for this ${kind}`;

/** Why machines cannot count what a draft would change; null where they can. */
function whyNotWatched({ act, scope: { kind } }: StoredDraft): string | null {
  if (act === 'withdraw') return 'It has no text that machines could ask, so it is not watched in shadow.';
  if (kind === 'project')
    return 'Machines watch what holds wherever somebody works, and only a machine sees in which project it works, so a project’s draft is not watched in shadow. Replay recorded calls against it instead.';
  return null;
}
