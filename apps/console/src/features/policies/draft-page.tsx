import { Alert, Anchor, Button, Group, SegmentedControl, Skeleton, Text, TextInput } from '@mantine/core';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useRef, useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { ApiProblem } from '../../api/problem.js';
import type { PolicyVersion } from '../../api/wire.js';
import { useMayIn } from '../../app/session.js';
import { Ago } from '../../ui/ago.js';
import { Page } from '../../ui/page.js';
import { ProblemView } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import { draftQuery, type DraftWords, scopeOfDraft, type StoredDraft, useSaveDraft } from './draft-queries.js';
import { DraftReview } from './draft-review.js';
import { DraftState } from './draft-state.js';
import { IssueList } from './issue-list.js';
import { layerQuery, type LayerScope, teamOf } from './layer-queries.js';
import { LazyPolicyEditor } from './lazy-policy-editor.js';
import { useLint } from './lint.js';
import type { PolicyEditorHandle } from './policy-editor.js';
import { PolicyNav } from './policy-nav.js';
import classes from './policy-page.module.css';
import { currentPolicyQuery, policySchemaQuery } from './policy-queries.js';
import { placeOfRule } from './rule-place.js';

const TextDiff = lazy(() => import('./text-diff.js').then((module) => ({ default: module.TextDiff })));
const VIEWS = [
  { value: 'text', label: 'Text' },
  { value: 'changes', label: 'Changes' },
];

/** One draft: its text, what it changes, and what is said about it. */
export function DraftPage() {
  const { id = '' } = useParams();
  const draft = useQuery(draftQuery(id));
  return (
    <Page wide title="Policy" lead={draft.data === undefined ? 'A draft.' : <Lead draft={draft.data} />}>
      <PolicyNav />
      {draft.isError && <ProblemView error={draft.error} onRetry={() => void draft.refetch()} />}
      {draft.isPending && <Skeleton height={420} radius="lg" />}
      {draft.data !== undefined && <OverStanding key={draft.data.id} draft={draft.data} />}
    </Page>
  );
}

function OverStanding({ draft }: { draft: StoredDraft }) {
  const scope = scopeOfDraft(draft);
  return scope === null ? <OverOrg draft={draft} /> : <OverLayer draft={draft} scope={scope} />;
}

const OverOrg = ({ draft }: { draft: StoredDraft }) => <Over draft={draft} standing={useQuery(currentPolicyQuery)} />;
const OverLayer = ({ draft, scope }: { draft: StoredDraft; scope: LayerScope }) => (
  <Over draft={draft} standing={useQuery(layerQuery(scope))} />
);

/** A draft beside what stands where it is to stand. */
function Over({ draft, standing }: { draft: StoredDraft; standing: UseQueryResult<PolicyVersion | null> }) {
  if (standing.isError) return <ProblemView error={standing.error} onRetry={() => void standing.refetch()} />;
  return standing.data === undefined ? (
    <Skeleton height={420} radius="lg" />
  ) : (
    <Desk draft={draft} policy={standing.data} />
  );
}

/** A text to work on; where the draft takes a policy away there is none, and what goes is shown. */
const Desk = ({ draft, policy }: { draft: StoredDraft; policy: PolicyVersion | null }) =>
  draft.act === 'withdraw' ? <Withdrawal draft={draft} policy={policy} /> : <Bench draft={draft} policy={policy} />;

function Withdrawal({ draft, policy }: { draft: StoredDraft; policy: PolicyVersion | null }) {
  const isEnded = draft.state === 'published' || draft.state === 'discarded';
  const isBehind = !isEnded && policy?.version !== draft.basedOn;
  return (
    <>
      <Alert
        role="note"
        mb="md"
        color={isBehind ? 'or' : 'azure'}
        title={`It takes the policy of a ${draft.scope.kind} away`}
      >
        {isBehind
          ? 'Something else stands there now. Discard this draft and begin again.'
          : 'Once it is published, machines of its people obey what is left. The versions stay, and can be brought back.'}
      </Alert>
      {policy !== null && !isEnded && (
        <section className={classes.bench} aria-label="What is taken away">
          <div className={classes.bar}>
            <Text size="sm" c="dimmed" className={classes.state}>
              What is taken away: version {policy.version}
            </Text>
          </div>
          <div className={classes.editor}>
            <LazyPolicyEditor
              value={policy.text}
              format={policy.format}
              schema={undefined}
              issues={[]}
              isReadOnly
              onChange={() => undefined}
            />
          </div>
        </section>
      )}
      <DraftReview draft={draft} isSaved isValid={!isBehind} />
    </>
  );
}

const Lead = ({ draft }: { draft: StoredDraft }) => (
  <Group gap={8} component="span">
    <span>
      Draft “{draft.title}” for <ScopeLink draft={draft} />, revision {draft.revision}, saved{' '}
      <Ago at={draft.changedAt} /> by {draft.changedBy}
    </span>
    <DraftState state={draft.state} />
  </Group>
);

function ScopeLink({ draft }: { draft: StoredDraft }) {
  const scope = scopeOfDraft(draft);
  return (
    <Anchor
      component={Link}
      to={scope === null ? '/policy' : `/policy/for/${scope.kind}/${scope.id}`}
      fz="inherit"
      underline="always"
    >
      {scope === null ? 'the organisation' : `a ${scope.kind}`}
    </Anchor>
  );
}

function Bench({ draft, policy }: { draft: StoredDraft; policy: PolicyVersion | null }) {
  const may = useMayIn(teamOf(scopeOfDraft(draft)));
  const schema = useQuery(policySchemaQuery);
  const save = useSaveDraft();
  const [edited, setEdited] = useState<DraftWords | null>(null);
  const [view, setView] = useState('text');
  const shown: DraftWords = edited ?? draft;
  const lint = useLint(shown.text, shown.format);
  const { editor, attach } = useEditor(draft.text);
  const isEnded = draft.state === 'published' || draft.state === 'discarded';
  const isReadOnly = isEnded || !may('policy:draft');
  const standing = policy?.version ?? null;
  const change = (words: Partial<DraftWords>) => {
    const { title, text, format, basedOn } = shown;
    const next = { title, text, format, basedOn, ...words };
    if (!isSame(next, shown)) setEdited(isSame(next, draft) ? null : next);
  };
  const keep = () => {
    if (edited === null) return;
    save.mutate(
      { ...edited, id: draft.id, revision: draft.revision },
      {
        onSuccess: ({ revision }) => {
          setEdited(null);
          toastDone(`Revision ${String(revision)} is saved.`);
        },
      },
    );
  };
  return (
    <>
      {!isEnded && shown.basedOn !== standing && (
        <Alert color="or" mb="md" title={`Version ${String(standing ?? 0)} was published after this draft began`}>
          It was written on {shown.basedOn === null ? 'no version' : `version ${String(shown.basedOn)}`}. Look at the
          changes, then build on what stands now.
          <div>
            <Button
              mt="xs"
              size="compact-sm"
              variant="default"
              disabled={isReadOnly}
              onClick={() => change({ basedOn: standing })}
            >
              I have looked: build on it
            </Button>
          </div>
        </Alert>
      )}
      {save.isError && <SaveRefused error={save.error} onTheirs={() => setEdited(null)} onReset={() => save.reset()} />}
      <section className={classes.bench} aria-label="Draft">
        <div className={classes.bar}>
          <TextInput
            size="xs"
            aria-label="Title"
            maxLength={200}
            w={280}
            value={shown.title}
            readOnly={isReadOnly}
            onChange={(event) => change({ title: event.currentTarget.value })}
          />
          <SegmentedControl size="xs" aria-label="View" data={VIEWS} value={view} onChange={setView} />
          <Text size="sm" c="dimmed" className={classes.state} role="status">
            {edited === null ? `Revision ${String(draft.revision)}` : 'Changed, not saved'}
          </Text>
          {edited !== null && (
            <Button size="xs" variant="subtle" onClick={() => setEdited(null)}>
              Discard changes
            </Button>
          )}
          {!isReadOnly && (
            <Button
              size="xs"
              variant="default"
              loading={save.isPending}
              disabled={edited === null || shown.title.trim() === ''}
              onClick={keep}
            >
              Save
            </Button>
          )}
        </div>
        <div className={classes.editor} style={view === 'changes' ? { overflow: 'auto' } : {}}>
          {view === 'text' ? (
            <LazyPolicyEditor
              ref={attach}
              value={shown.text}
              format={shown.format}
              schema={schema.data}
              issues={lint?.issues ?? []}
              isReadOnly={isReadOnly}
              onChange={(text) => change({ text })}
            />
          ) : (
            <Suspense fallback={<Skeleton height="100%" radius={0} role="status" aria-label="Comparing" />}>
              <TextDiff before={policy?.text ?? ''} after={shown.text} format={shown.format} isUnified />
            </Suspense>
          )}
        </div>
        <IssueList lint={lint} onGoTo={(issue) => editor.current?.goTo(issue)} />
      </section>
      <DraftReview draft={draft} isSaved={edited === null} isValid={lint?.isValid === true} />
    </>
  );
}

function SaveRefused({ error, onTheirs, onReset }: { error: unknown; onTheirs: () => void; onReset: () => void }) {
  if (!(error instanceof ApiProblem) || error.code !== 'policy_draft.stale') return <ProblemView error={error} />;
  return (
    <Alert color="or" mb="md" role="alert" title="Somebody else has saved this draft in the meantime">
      Your text is kept on this page. Saving again puts it in the place of theirs.
      <Group mt="xs" gap="xs">
        <Button size="compact-sm" variant="default" onClick={onReset}>
          Keep mine to save it
        </Button>
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => {
            onTheirs();
            onReset();
          }}
        >
          Take theirs
        </Button>
      </Group>
    </Alert>
  );
}

/** The editor, which goes to the rule that the address names as soon as it is there. */
function useEditor(text: string) {
  const editor = useRef<PolicyEditorHandle>(null);
  const [search] = useSearchParams();
  const rule = search.get('rule');
  const attach = useCallback(
    (handle: PolicyEditorHandle | null) => {
      editor.current = handle;
      const place = rule === null ? null : placeOfRule(text, rule);
      // The editor is drawn after it is attached.
      if (place !== null) requestAnimationFrame(() => handle?.goTo(place));
    },
    // eslint-disable-next-line react-hooks/exhaustive-deps -- where the text changes later the reader stays where she is
    [rule],
  );
  return { editor, attach };
}

const isSame = (a: DraftWords, b: DraftWords): boolean =>
  a.title === b.title && a.text === b.text && a.format === b.format && a.basedOn === b.basedOn;
