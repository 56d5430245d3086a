import { Anchor, Badge, Button, Progress, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconClipboardCheck, IconPlus } from '@tabler/icons-react';
import { Link } from 'react-router';
import { useMay } from '../../app/session.js';
import { Ago } from '../../ui/ago.js';
import { MoreButton } from '../../ui/more-button.js';
import { Page } from '../../ui/page.js';
import { usePages } from '../../ui/pages-query.js';
import { Panel } from '../../ui/panel.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { plural } from '../../ui/text.js';
import { BeginReviewDialog } from './begin-review-dialog.js';
import { loadReviews, REVIEWS, type ReviewView } from './review-queries.js';
import { ReviewNav } from './review-nav.js';

export function ReviewsPage() {
  const may = useMay();
  const reviews = usePages([...REVIEWS, 'all'], loadReviews);
  const [isBeginning, beginning] = useDisclosure(false);
  const begin = may('review:manage') && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={beginning.open}>
      Begin a review
    </Button>
  );
  const isEmpty = reviews.items?.length === 0;
  return (
    <Page
      title="Access reviews"
      lead="Does everybody still need what she has? Asked of roles, keys or machines, decided one by one by somebody else."
      actions={!isEmpty && begin}
    >
      <ReviewNav />
      {reviews.isError && <ProblemView error={reviews.error} onRetry={() => void reviews.refetch()} />}
      {!reviews.isError && (
        <Panel flush>
          {reviews.isPending && <RowsSkeleton />}
          {isEmpty && (
            <Empty icon={<IconClipboardCheck size={22} />} title="No review yet" action={begin}>
              A review asks about everything in its scope, names who decides and until when, and leaves evidence that an
              auditor can check: each decision has its place in the ledger. Once a quarter is usual.
            </Empty>
          )}
          {reviews.items !== undefined && !isEmpty && <ReviewTable reviews={reviews.items} />}
          <MoreButton query={reviews} />
        </Panel>
      )}
      {isBeginning && <BeginReviewDialog onClose={beginning.close} />}
    </Page>
  );
}

const ReviewTable = ({ reviews }: { reviews: readonly ReviewView[] }) => (
  <Table miw={720}>
    <Table.Thead>
      <Table.Tr>
        <Table.Th>Review</Table.Th>
        <Table.Th>State</Table.Th>
        <Table.Th>Decided</Table.Th>
        <Table.Th>Due</Table.Th>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {reviews.map(({ id, name, createdBy, closedAt, total, kept, revoked, dueAt }) => (
        <Table.Tr key={id}>
          <Table.Td>
            <Anchor component={Link} to={`/reviews/${id}`} fw={560}>
              {name}
            </Anchor>
            <Text size="xs" c="dimmed">
              begun by {createdBy}
            </Text>
          </Table.Td>
          <Table.Td>
            <Badge variant="light" tt="none" fw={560} color={closedAt === null ? 'or' : 'vert'}>
              {closedAt === null ? 'Goes on' : 'Closed'}
            </Badge>
          </Table.Td>
          <Table.Td>
            <Progress
              value={total === 0 ? 100 : ((kept + revoked) / total) * 100}
              aria-label={`${String(kept + revoked)} of ${String(total)} decided`}
              w={140}
            />
            <Text size="xs" c="dimmed">
              {plural(kept + revoked, 'item')} of {total}
            </Text>
          </Table.Td>
          <Table.Td>
            <Ago at={dueAt} />
          </Table.Td>
        </Table.Tr>
      ))}
    </Table.Tbody>
  </Table>
);
