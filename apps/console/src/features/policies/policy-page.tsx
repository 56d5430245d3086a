import { Alert, Box, Button, Group, SegmentedControl, Skeleton, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useNavigate } from 'react-router';
import type { PolicyFormat, PolicyVersion } from '../../api/wire.js';
import { useMay, useSession } from '../../app/session.js';
import { Ago } from '../../ui/ago.js';
import { Page } from '../../ui/page.js';
import { ProblemView } from '../../ui/states.js';
import { type Draft, useDraft } from './draft.js';
import { reviewRuleQuery, useCreateDraft } from './draft-queries.js';
import { IssueList } from './issue-list.js';
import { LazyPolicyEditor } from './lazy-policy-editor.js';
import { useLint } from './lint.js';
import type { PolicyEditorHandle } from './policy-editor.js';
import { PolicyNav } from './policy-nav.js';
import classes from './policy-page.module.css';
import { currentPolicyQuery, policySchemaQuery } from './policy-queries.js';
import { PublishDialog } from './publish-dialog.js';
import { ScopePicker } from './scope-picker.js';
import { STARTER_POLICY } from './starter-policy.js';
import { inFormat } from './format.js';

const FORMATS = [
  { value: 'yaml', label: 'YAML' },
  { value: 'json', label: 'JSON' },
];

export function PolicyPage() {
  const current = useQuery(currentPolicyQuery);
  return (
    <Page
      wide
      title="Policy"
      lead={current.data === undefined ? 'What agents may do.' : <InForce policy={current.data} />}
    >
      <PolicyNav />
      <Box mb="md">
        <ScopePicker scope={null} />
      </Box>
      {current.isError && <ProblemView error={current.error} onRetry={() => void current.refetch()} />}
      {current.isPending && <Skeleton height={420} radius="lg" />}
      {current.data !== undefined && <Workbench policy={current.data} />}
    </Page>
  );
}

function InForce({ policy }: { policy: PolicyVersion | null }) {
  if (policy === null) return 'Nothing is published yet. Below is a careful start: change it to fit, then publish.';
  return (
    <>
      Version {policy.version} is in force, published <Ago at={policy.publishedAt} /> by {policy.author.label}: “
      {policy.reason}”
    </>
  );
}

function Workbench({ policy }: { policy: PolicyVersion | null }) {
  const { org } = useSession();
  const may = useMay();
  const schema = useQuery(policySchemaQuery);
  const saving = useCreateDraft();
  const navigate = useNavigate();
  const [draft, setDraft] = useDraft(org.id);
  const [isPublishing, publishing] = useDisclosure(false);
  const editor = useRef<PolicyEditorHandle>(null);
  const base: Draft = {
    text: policy?.text ?? STARTER_POLICY,
    format: policy?.format ?? 'yaml',
    basedOn: policy?.version ?? null,
  };
  const shown = draft ?? base;
  const lint = useLint(shown.text, shown.format);
  const isChanged = policy === null || shown.text !== base.text || shown.format !== base.format;
  const isBehind = draft !== null && draft.basedOn !== base.basedOn;
  const edit = (text: string) => {
    if (text === shown.text) return;
    setDraft(text === base.text && shown.format === base.format ? null : { ...shown, text });
  };
  const changeFormat = (format: PolicyFormat) => {
    if (format !== shown.format) setDraft({ ...shown, format, text: inFormat(shown.text, shown.format, format) });
  };
  /** Puts what was written in this tab where colleagues can read it. */
  const saveAsDraft = () =>
    saving.mutate(
      { ...shown, title: 'Untitled draft' },
      {
        onSuccess: ({ id }) => {
          setDraft(null);
          void navigate(`/policy/drafts/${id}`);
        },
      },
    );
  return (
    <>
      {saving.isError && <ProblemView error={saving.error} />}
      {isBehind && (
        <Alert color="or" mb="md" title={`Version ${String(policy?.version ?? 0)} was published after you began`}>
          Your text was written on {draft.basedOn === null ? 'no version' : `version ${String(draft.basedOn)}`}. Compare
          before you publish, or discard yours.
          <Group mt="xs" gap="xs">
            <Button size="compact-sm" variant="default" onClick={() => setDraft({ ...draft, basedOn: base.basedOn })}>
              I have looked: build on it
            </Button>
            <Button size="compact-sm" variant="subtle" onClick={() => setDraft(null)}>
              Discard mine
            </Button>
          </Group>
        </Alert>
      )}
      <section className={classes.bench} aria-label="Editor">
        <div className={classes.bar}>
          <SegmentedControl
            size="xs"
            aria-label="Format"
            data={FORMATS}
            value={shown.format}
            onChange={(format) => changeFormat(format as PolicyFormat)}
            disabled={lint?.isValid === false}
          />
          <Text size="sm" c="dimmed" className={classes.state}>
            {stateInWords(isChanged, policy)}
          </Text>
          <Acts
            isChanged={isChanged}
            canPublish={isChanged && lint?.isValid === true && !isBehind}
            isSaving={saving.isPending}
            onDiscard={draft === null ? null : () => setDraft(null)}
            onSave={saveAsDraft}
            onPublish={publishing.open}
          />
        </div>
        <div className={classes.editor}>
          <LazyPolicyEditor
            ref={editor}
            value={shown.text}
            format={shown.format}
            schema={schema.data}
            issues={lint?.issues ?? []}
            isReadOnly={!may('policy:publish') && !may('policy:draft')}
            onChange={edit}
          />
        </div>
        <IssueList lint={lint} onGoTo={(issue) => editor.current?.goTo(issue)} />
      </section>
      {isPublishing && (
        <PublishDialog
          draft={shown}
          former={policy}
          onClose={publishing.close}
          onPublished={() => {
            setDraft(null);
            publishing.close();
          }}
        />
      )}
    </>
  );
}

interface ActsProps {
  isChanged: boolean;
  canPublish: boolean;
  isSaving: boolean;
  onDiscard: (() => void) | null;
  onSave: () => void;
  onPublish: () => void;
}

/** What can be done with the text. Where another person has to approve, it is not published from here. */
function Acts({ isChanged, canPublish, isSaving, onDiscard, onSave, onPublish }: ActsProps) {
  const may = useMay();
  const rule = useQuery(reviewRuleQuery);
  return (
    <>
      {onDiscard !== null && (
        <Button size="xs" variant="subtle" onClick={onDiscard}>
          Discard changes
        </Button>
      )}
      {may('policy:draft') && isChanged && (
        <Button size="xs" variant="default" loading={isSaving} onClick={onSave}>
          Save as a draft
        </Button>
      )}
      {may('policy:publish') && rule.data?.required !== true && (
        <Button size="xs" disabled={!canPublish} onClick={onPublish}>
          Publish
        </Button>
      )}
    </>
  );
}

function stateInWords(isChanged: boolean, policy: PolicyVersion | null): string {
  if (policy === null) return 'Not published';
  return isChanged
    ? `Changed since version ${String(policy.version)}; kept in this tab`
    : `As published in version ${String(policy.version)}`;
}
