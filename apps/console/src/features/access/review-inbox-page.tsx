import { Button, Group, Kbd, Stack, Text, TextInput } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api, told } from '../../api/client.js';
import { useShortcuts } from '../../app/shortcuts.js';
import { Ago } from '../../ui/ago.js';
import { MoreButton } from '../../ui/more-button.js';
import { Page } from '../../ui/page.js';
import { usePages } from '../../ui/pages-query.js';
import { Panel } from '../../ui/panel.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import { useRoleTitle } from './access-queries.js';
import classes from './review-inbox-page.module.css';
import { INBOX, itemInWords, loadInbox, REVIEWS, type WaitingItem } from './review-queries.js';
import { ReviewNav } from './review-nav.js';

/** What waits for the reviewer: one question after the other, answered by two keys and a reason. */
export function ReviewInboxPage() {
  const waiting = usePages(INBOX, loadInbox);
  const [at, setAt] = useState(0);
  const items = waiting.items ?? [];
  const place = Math.min(at, Math.max(items.length - 1, 0));
  const current = items[place];
  const desk = useRef<HTMLDivElement>(null);
  /** The question that had the focus is gone: whoever goes by keyboard goes on at the next. */
  const goOn = () => desk.current?.focus({ preventScroll: true });
  return (
    <Page
      title="Access reviews"
      lead="Does everybody still need what she has? What you revoke is gone at once, everywhere."
    >
      <ReviewNav />
      {waiting.isError && <ProblemView error={waiting.error} onRetry={() => void waiting.refetch()} />}
      {!waiting.isError && (
        <Panel>
          <div ref={desk} tabIndex={-1} className={classes.desk}>
            {waiting.isPending && <RowsSkeleton rows={3} />}
            {waiting.items?.length === 0 && (
              <Empty icon={<IconInbox size={22} />} title="Nothing waits for you">
                When somebody names you as a reviewer, what to decide on appears here. What you have yourself is left to
                another reviewer.
              </Empty>
            )}
            {current !== undefined && (
              <Question
                key={current.id}
                item={current}
                where={`${String(place + 1)} of ${String(items.length)}${waiting.hasNextPage ? '+' : ''}`}
                onMove={(step) => {
                  setAt(Math.max(0, Math.min(place + step, items.length - 1)));
                  goOn();
                }}
                onDecided={goOn}
              />
            )}
          </div>
          <MoreButton query={waiting} />
        </Panel>
      )}
    </Page>
  );
}

interface QuestionProps {
  item: WaitingItem;
  where: string;
  onMove: (step: number) => void;
  onDecided: () => void;
}

function Question({ item, where, onMove, onDecided }: QuestionProps) {
  const roleTitle = useRoleTitle();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const decide = useMutation({
    mutationFn: (decision: 'keep' | 'revoke') =>
      told(
        api.POST('/api/v1/reviews/{id}/items/{itemId}/decision', {
          params: { path: { id: item.review.id, itemId: item.id } },
          body: { decision, reason: reason.trim() === '' ? usual(decision) : reason.trim() },
        }),
      ),
    onSuccess: async (_, decision) => {
      toastDone(decision === 'keep' ? 'Kept.' : 'Revoked.');
      onDecided();
      await queries.invalidateQueries({ queryKey: REVIEWS });
    },
  });
  const act = (decision: 'keep' | 'revoke') => () => {
    if (!decide.isPending) decide.mutate(decision);
  };
  useShortcuts({ y: act('keep'), x: act('revoke'), j: () => onMove(1), k: () => onMove(-1) });
  return (
    <Stack>
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {item.review.name}, due <Ago at={item.review.dueAt} />
        </Text>
        <Text size="sm" c="dimmed">
          {where}
        </Text>
      </Group>
      <Text size="lg" fw={560} role="status">
        Does {item.subject.kind === 'group' ? `the group ${item.subject.label}` : item.subject.label} still need{' '}
        {itemInWords(item, roleTitle)}?
      </Text>
      <TextInput
        label="Why"
        description="Left empty, the usual words stand in the evidence."
        placeholder={usual('keep')}
        maxLength={1000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {decide.isError && <ProblemView error={decide.error} />}
      <Group>
        <Button onClick={act('keep')} loading={decide.isPending} rightSection={<Kbd size="xs">y</Kbd>}>
          Keep
        </Button>
        <Button
          color="gules.6"
          onClick={act('revoke')}
          loading={decide.isPending}
          rightSection={<Kbd size="xs">x</Kbd>}
        >
          Revoke
        </Button>
        <Button variant="default" onClick={() => onMove(-1)} rightSection={<Kbd size="xs">k</Kbd>}>
          Before
        </Button>
        <Button variant="default" onClick={() => onMove(1)} rightSection={<Kbd size="xs">j</Kbd>}>
          Next
        </Button>
      </Group>
    </Stack>
  );
}

const usual = (decision: 'keep' | 'revoke'): string => (decision === 'keep' ? 'Still needed.' : 'Not needed any more.');
