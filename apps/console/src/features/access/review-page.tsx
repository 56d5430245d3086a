import { Badge, Button, Group, Progress, Stack, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { api, told } from '../../api/client.js';
import { useMay } from '../../app/session.js';
import { Ago } from '../../ui/ago.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { Facts } from '../../ui/facts.js';
import { MoreButton } from '../../ui/more-button.js';
import { Page } from '../../ui/page.js';
import { usePages } from '../../ui/pages-query.js';
import { Panel } from '../../ui/panel.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import { dayOf } from '../../ui/time.js';
import { useRoleTitle } from './access-queries.js';
import { saveReviewEvidence } from './review-evidence.js';
import {
  itemInWords,
  loadReviewItems,
  type ReviewDetail,
  type ReviewItem,
  reviewQuery,
  REVIEWS,
} from './review-queries.js';
import { ReviewNav } from './review-nav.js';

export function ReviewPage() {
  const { id = '' } = useParams();
  const may = useMay();
  const review = useQuery(reviewQuery(id));
  const [isClosing, closing] = useDisclosure(false);
  const save = useMutation({ mutationFn: (format: 'json' | 'csv') => saveReviewEvidence(id, format) });
  return (
    <Page
      title={review.data?.name ?? 'Access review'}
      actions={
        review.data !== undefined && (
          <>
            {may('audit:export') && (
              <>
                <Button variant="default" loading={save.isPending} onClick={() => save.mutate('csv')}>
                  Evidence as CSV
                </Button>
                <Button variant="default" loading={save.isPending} onClick={() => save.mutate('json')}>
                  Evidence as JSON
                </Button>
              </>
            )}
            {may('review:manage') && review.data.closedAt === null && (
              <Button variant="default" c="var(--c-reject-ink)" onClick={closing.open}>
                Close now
              </Button>
            )}
          </>
        )
      }
    >
      <ReviewNav />
      {(review.error ?? save.error) !== null && <ProblemView error={review.error ?? save.error} />}
      {review.isPending && <RowsSkeleton />}
      {review.data !== undefined && (
        <Stack>
          <HowItGoes review={review.data} />
          <Items id={id} />
        </Stack>
      )}
      {review.data !== undefined && isClosing && <CloseDialog review={review.data} onClose={closing.close} />}
    </Page>
  );
}

function HowItGoes({ review }: { review: ReviewDetail }) {
  const { total, kept, revoked, days, reviewers, outcome, dueAt, closedAt } = review;
  const share = (part: number) => (total === 0 ? 0 : (part / total) * 100);
  const open = total - kept - revoked;
  return (
    <Panel title="How it goes">
      <Stack>
        <Progress.Root size={22} aria-label="Decided">
          <Progress.Section value={share(kept)} color="vert.8" aria-label={`${String(kept)} kept`}>
            {kept > 0 && <Progress.Label>{kept}</Progress.Label>}
          </Progress.Section>
          <Progress.Section value={share(revoked)} color="gules.8" aria-label={`${String(revoked)} revoked`}>
            {revoked > 0 && <Progress.Label>{revoked}</Progress.Label>}
          </Progress.Section>
        </Progress.Root>
        <Facts
          rows={[
            ['Decided', `${String(kept)} kept, ${String(revoked)} revoked`],
            ['Open', `${String(open)} of ${String(total)}`],
            [closedAt === null ? 'Due' : 'Closed', <Ago key="when" at={closedAt ?? dueAt} />],
            ['Undecided when due', outcome === 'keep' ? 'is kept' : 'is revoked, but for the last owner'],
            ['Reviewers', reviewers.map(({ name }) => name).join(', ')],
            [
              'By day',
              days.map((each) => `${dayOf(each.day)}: ${String(each.kept + each.revoked)}`).join(', ') || 'nothing yet',
            ],
          ]}
        />
      </Stack>
    </Panel>
  );
}

const DECISIONS = { keep: ['Kept', 'vert'], revoke: ['Revoked', 'gules'] } as const;

function Items({ id }: { id: string }) {
  const roleTitle = useRoleTitle();
  const items = usePages([...REVIEWS, id, 'items'], (cursor) => loadReviewItems(id, cursor));
  return (
    <Panel title="What it asks about" flush>
      {items.isError && <ProblemView error={items.error} onRetry={() => void items.refetch()} />}
      {items.isPending && <RowsSkeleton />}
      {items.items !== undefined && (
        <Table miw={760}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Who</Table.Th>
              <Table.Th>Has</Table.Th>
              <Table.Th>Decision</Table.Th>
              <Table.Th>Because</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.items.map((item) => (
              <Table.Tr key={item.id}>
                <Table.Td>{item.subject.label}</Table.Td>
                <Table.Td>{itemInWords(item, roleTitle)}</Table.Td>
                <Table.Td>
                  <Decision item={item} />
                </Table.Td>
                <Table.Td>{item.reason ?? '–'}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <MoreButton query={items} />
    </Panel>
  );
}

function Decision({ item: { decision, decidedBy, decidedAt, wasGone } }: { item: ReviewItem }) {
  if (decision === null) return <Text size="sm">open</Text>;
  const [words, colour] = DECISIONS[decision];
  return (
    <>
      <Group gap="xs">
        <Badge variant="light" color={colour} tt="none" fw={560}>
          {words}
        </Badge>
        {wasGone && (
          <Text size="xs" c="dimmed">
            was gone already
          </Text>
        )}
      </Group>
      <Text size="xs" c="dimmed">
        by {decidedBy ?? 'the due date'}
        {decidedAt !== null && (
          <>
            , <Ago at={decidedAt} />
          </>
        )}
      </Text>
    </>
  );
}

function CloseDialog({ review, onClose }: { review: ReviewDetail; onClose: () => void }) {
  const queries = useQueryClient();
  const close = useMutation({
    mutationFn: () => told(api.POST('/api/v1/reviews/{id}/close', { params: { path: { id: review.id } } })),
    onSuccess: async () => {
      onClose();
      toastDone('The review is closed.');
      await queries.invalidateQueries({ queryKey: REVIEWS });
    },
  });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={`Close ${review.name} now?`}
      act="Close"
      pending={close.isPending}
      error={close.error}
      onConfirm={() => close.mutate()}
    >
      As if it were due: what nobody has decided on {review.outcome === 'keep' ? 'is kept' : 'is revoked'}.
    </ConfirmDialog>
  );
}
