import { Anchor, Button, SegmentedControl, Table, Text } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useMay } from '../../app/session.js';
import { Ago } from '../../ui/ago.js';
import { MoreButton } from '../../ui/more-button.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { type DraftShow, type DraftSummary, useCreateDraft, useDrafts } from './draft-queries.js';
import { DraftState } from './draft-state.js';
import { PolicyNav } from './policy-nav.js';
import { currentPolicyQuery } from './policy-queries.js';
import { ReviewRulePanel } from './review-rule-panel.js';
import { STARTER_POLICY } from './starter-policy.js';

const SHOWN = [
  { value: 'living', label: 'In work' },
  { value: 'published', label: 'Published' },
  { value: 'discarded', label: 'Discarded' },
];

/** Policies that are being written, by whom, and how far they are. */
export function DraftsPage() {
  const may = useMay();
  const [show, setShow] = useState<DraftShow>('living');
  const drafts = useDrafts(show);
  return (
    <Page
      title="Policy"
      lead="Changes that are being written and reviewed. A draft obliges no machine to anything."
      actions={may('policy:draft') ? <NewDraft /> : undefined}
    >
      <PolicyNav />
      <ReviewRulePanel />
      <SegmentedControl
        mb="sm"
        size="xs"
        aria-label="Drafts to show"
        data={SHOWN}
        value={show}
        onChange={(value) => setShow(value as DraftShow)}
      />
      {drafts.isError && <ProblemView error={drafts.error} onRetry={() => void drafts.refetch()} />}
      {!drafts.isError && (
        <Panel flush>
          {drafts.isPending && <RowsSkeleton />}
          {drafts.items?.length === 0 && <NoDrafts show={show} />}
          {drafts.items !== undefined && drafts.items.length > 0 && <DraftTable drafts={drafts.items} />}
          <MoreButton query={drafts} />
        </Panel>
      )}
    </Page>
  );
}

/** A draft begins as what is in force. */
function NewDraft() {
  const current = useQuery(currentPolicyQuery);
  const create = useCreateDraft();
  const navigate = useNavigate();
  const begin = () => {
    const policy = current.data ?? null;
    create.mutate(
      {
        title: 'Untitled draft',
        text: policy?.text ?? STARTER_POLICY,
        format: policy?.format ?? 'yaml',
        basedOn: policy?.version ?? null,
      },
      { onSuccess: ({ id }) => void navigate(`/policy/drafts/${id}`) },
    );
  };
  return (
    <>
      {create.isError && <ProblemView error={create.error} />}
      <Button onClick={begin} loading={create.isPending} disabled={current.data === undefined}>
        New draft
      </Button>
    </>
  );
}

function NoDrafts({ show }: { show: DraftShow }) {
  if (show !== 'living')
    return (
      <Empty icon={<IconPencil size={22} />} title={`No draft was ${show} yet`}>
        The last two hundred drafts that came to an end are kept here.
      </Empty>
    );
  return (
    <Empty icon={<IconPencil size={22} />} title="Nobody is writing a draft">
      Begin one from the policy in force. Save it as often as you like, let a colleague read it, watch it in shadow to
      see whom it would hit, and publish it when it is right.
    </Empty>
  );
}

function DraftTable({ drafts }: { drafts: readonly DraftSummary[] }) {
  return (
    <Table miw={680}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Draft</Table.Th>
          <Table.Th>State</Table.Th>
          <Table.Th>Author</Table.Th>
          <Table.Th>Written on</Table.Th>
          <Table.Th>Changed</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {drafts.map((draft) => (
          <Table.Tr key={draft.id}>
            <Table.Td maw={380}>
              <Anchor component={Link} to={`/policy/drafts/${draft.id}`} fw={560}>
                {draft.title}
              </Anchor>
              <Text size="xs" c="dimmed">
                {draft.scope.kind !== 'org' && `for a ${draft.scope.kind}, `}
                {draft.act === 'withdraw' && 'takes its policy away, '}
                {draft.bringsBack !== null && `brings back version ${String(draft.bringsBack)}, `}revision{' '}
                {draft.revision}
                {draft.version !== null &&
                  (draft.act === 'withdraw'
                    ? `, took version ${String(draft.version)} away`
                    : `, became version ${String(draft.version)}`)}
                {draft.approval !== null && `, approved by ${draft.approval.by.label}`}
              </Text>
            </Table.Td>
            <Table.Td>
              <DraftState state={draft.state} />
            </Table.Td>
            <Table.Td>{draft.author.label}</Table.Td>
            <Table.Td>{draft.basedOn === null ? 'nothing' : `version ${String(draft.basedOn)}`}</Table.Td>
            <Table.Td>
              <Ago at={draft.changedAt} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
