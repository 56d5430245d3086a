import { Button, Group, SegmentedControl, Skeleton, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import type { PolicyFormat, PolicyVersion } from '../../api/wire.js';
import { NotFound } from '../../app/not-found.js';
import { useMayIn } from '../../app/session.js';
import { Ago } from '../../ui/ago.js';
import { Page } from '../../ui/page.js';
import { ReasonDialog } from '../../ui/reason-dialog.js';
import { ProblemView } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import { WithdrawAsDraft } from './draft-instead-dialogs.js';
import { type DraftWords, reviewRuleQuery, useCreateDraft } from './draft-queries.js';
import { inFormat } from './format.js';
import { IssueList } from './issue-list.js';
import { LazyPolicyEditor } from './lazy-policy-editor.js';
import { LayerHistory } from './layer-history.js';
import { LAYER_KINDS, type LayerKind, layerQuery, type LayerScope, teamOf, useLayerActs } from './layer-queries.js';
import { useLint } from './lint.js';
import type { PolicyEditorHandle } from './policy-editor.js';
import { PolicyNav } from './policy-nav.js';
import classes from './policy-page.module.css';
import { policySchemaQuery } from './policy-queries.js';
import { PublishLayerDialog } from './publish-layer-dialog.js';
import { ScopePicker } from './scope-picker.js';

const STARTERS: Readonly<Record<LayerKind, string>> = {
  team: '# What this team needs beside what the organisation says. What is not written here stays as it is.\nversion: 1\n',
  group:
    '# What holds for people of this group beside what the organisation says. What is not written here stays as it is.\nversion: 1\n',
  project:
    '# What holds where somebody works in this project. Stricter for everybody; milder only for the team that answers for it.\nversion: 1\n',
};

/** The policy of one team, group or project: a layer upon the organisation's. */
export function LayerPage() {
  const { kind, id } = useParams();
  const known = LAYER_KINDS.find((one) => one === kind);
  if (known === undefined || id === undefined) return <NotFound />;
  return <Layer key={`${known}/${id}`} scope={{ kind: known, id }} />;
}

function Layer({ scope }: { scope: LayerScope }) {
  const current = useQuery(layerQuery(scope));
  return (
    <Page
      wide
      title="Policy"
      lead={
        current.data === undefined ? `The policy of a ${scope.kind}.` : <InForce policy={current.data} scope={scope} />
      }
    >
      <PolicyNav />
      <Stack>
        <ScopePicker scope={scope} />
        {current.isError && <ProblemView error={current.error} onRetry={() => void current.refetch()} />}
        {current.isPending && <Skeleton height={420} radius="lg" />}
        {current.data !== undefined && <Workbench scope={scope} policy={current.data} />}
      </Stack>
    </Page>
  );
}

function InForce({ policy, scope }: { policy: PolicyVersion | null; scope: LayerScope }) {
  if (policy === null) return `This ${scope.kind} has no policy of its own: what the organisation says holds for it.`;
  return (
    <>
      Version {policy.version} is in force for this {scope.kind}, published <Ago at={policy.publishedAt} /> by{' '}
      {policy.author.label}: “{policy.reason}”
    </>
  );
}

function Workbench({ scope, policy }: { scope: LayerScope; policy: PolicyVersion | null }) {
  const may = useMayIn(teamOf(scope));
  const schema = useQuery(policySchemaQuery);
  const base = { text: policy?.text ?? STARTERS[scope.kind], format: policy?.format ?? ('yaml' as const) };
  const [shown, setShown] = useState<{ text: string; format: PolicyFormat }>(base);
  const [isPublishing, publishing] = useDisclosure(false);
  const editor = useRef<PolicyEditorHandle>(null);
  const lint = useLint(shown.text, shown.format);
  const isChanged = policy === null || shown.text !== base.text || shown.format !== base.format;
  return (
    <>
      <section className={classes.bench} aria-label="Editor">
        <div className={classes.bar}>
          <SegmentedControl
            size="xs"
            aria-label="Format"
            data={[
              { value: 'yaml', label: 'YAML' },
              { value: 'json', label: 'JSON' },
            ]}
            value={shown.format}
            disabled={lint?.isValid === false}
            onChange={(format) =>
              setShown({
                format: format,
                text: inFormat(shown.text, shown.format, format),
              })
            }
          />
          <Text size="sm" c="dimmed" className={classes.state}>
            {policy === null
              ? 'Not published'
              : isChanged
                ? 'Changed'
                : `As published in version ${String(policy.version)}`}
          </Text>
          <Acts
            scope={scope}
            words={{ ...shown, basedOn: policy?.version ?? null }}
            isChanged={isChanged}
            isValid={lint?.isValid === true}
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
            onChange={(text) => setShown({ ...shown, text })}
          />
        </div>
        <IssueList lint={lint} onGoTo={(issue) => editor.current?.goTo(issue)} />
      </section>
      <LayerHistory scope={scope} current={policy?.version ?? null} />
      {isPublishing && (
        <PublishLayerDialog
          scope={scope}
          draft={{ ...shown, basedOn: policy?.version ?? null }}
          onClose={publishing.close}
        />
      )}
    </>
  );
}

interface ActsProps {
  scope: LayerScope;
  words: Omit<DraftWords, 'title'>;
  isChanged: boolean;
  isValid: boolean;
  onPublish: () => void;
}

/** What can be done with the text, and with what stands. Where another person has to approve, both go through a draft. */
function Acts({ scope, words, isChanged, isValid, onPublish }: ActsProps) {
  const may = useMayIn(teamOf(scope));
  const rule = useQuery(reviewRuleQuery);
  const isReviewed = rule.data?.required === true;
  const mayWithdraw = words.basedOn !== null && may(isReviewed ? 'policy:draft' : 'policy:publish');
  return (
    <Group gap="xs">
      {may('policy:draft') && <KeepAsDraft scope={scope} words={words} isDisabled={!isChanged} />}
      {mayWithdraw && <Withdraw scope={scope} isReviewed={isReviewed} />}
      {may('policy:publish') && !isReviewed && (
        <Button size="xs" disabled={!isChanged || !isValid} onClick={onPublish}>
          Preview and publish
        </Button>
      )}
    </Group>
  );
}

interface KeepAsDraftProps {
  scope: LayerScope;
  words: Omit<DraftWords, 'title'>;
  isDisabled: boolean;
}

/** Keeps the text where colleagues can read, review and publish it. */
function KeepAsDraft({ scope, words, isDisabled }: KeepAsDraftProps) {
  const create = useCreateDraft();
  const navigate = useNavigate();
  const keep = () =>
    create.mutate(
      { ...words, title: `For this ${scope.kind}`, scope },
      { onSuccess: ({ id }) => void navigate(`/policy/drafts/${id}`) },
    );
  return (
    <>
      {create.isError && <ProblemView error={create.error} />}
      <Button size="xs" variant="default" disabled={isDisabled} loading={create.isPending} onClick={keep}>
        Keep as draft
      </Button>
    </>
  );
}

function Withdraw({ scope, isReviewed }: { scope: LayerScope; isReviewed: boolean }) {
  const { withdraw } = useLayerActs(scope);
  const [isOpen, dialog] = useDisclosure(false);
  return (
    <>
      <Button size="xs" variant="default" onClick={dialog.open}>
        Withdraw
      </Button>
      {isOpen && isReviewed && <WithdrawAsDraft scope={scope} onClose={dialog.close} />}
      <ReasonDialog
        opened={isOpen && !isReviewed}
        onClose={dialog.close}
        title={`Withdraw the policy of this ${scope.kind}?`}
        act="Withdraw"
        pending={withdraw.isPending}
        error={withdraw.error}
        onConfirm={(reason) =>
          withdraw.mutate(reason, {
            onSuccess: () => {
              dialog.close();
              toastDone('The policy is withdrawn. What the organisation says holds again.');
            },
          })
        }
      >
        Machines obey what is left within a second. The versions stay, and can be brought back.
      </ReasonDialog>
    </>
  );
}
