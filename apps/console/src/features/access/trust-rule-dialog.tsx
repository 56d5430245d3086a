import {
  ActionIcon,
  Alert,
  Autocomplete,
  Button,
  Checkbox,
  Group,
  Modal,
  MultiSelect,
  NumberInput,
  Select,
  Stack,
  TagsInput,
  Text,
  TextInput,
} from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { flawsOf, ISSUER_PRESETS, type IssuerKind } from '#engines/claims';
import { api, told } from '../../api/client.js';
import { FormEnd } from '../../ui/form-end.js';
import { ProblemView } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import { useKeyLimits } from './key-limits.js';
import { serviceAccountsQuery } from './service-account-queries.js';
import { TRUST_RULES, type TrustRule } from './trust-rule-queries.js';

interface Draft {
  name: string;
  kind: IssuerKind;
  issuer: string;
  audience: string;
  accountId: string | null;
  conditions: { claim: string; match: 'exact' | 'glob'; values: string[] }[];
  permissions: string[];
  tokenMinutes: number;
  takesOnce: boolean;
}

const empty = (): Draft => ({
  name: '',
  kind: 'github',
  issuer: ISSUER_PRESETS[0]?.issuer ?? '',
  audience: location.origin,
  accountId: null,
  conditions: [
    { claim: 'repository', match: 'exact', values: [] },
    { claim: 'ref', match: 'exact', values: ['refs/heads/main'] },
  ],
  permissions: [],
  tokenMinutes: 15,
  takesOnce: true,
});
const FIRST_CONDITIONS: Readonly<Record<IssuerKind, Draft['conditions']>> = {
  github: empty().conditions,
  gitlab: [
    { claim: 'project_path', match: 'exact', values: [] },
    { claim: 'ref', match: 'exact', values: ['main'] },
  ],
  other: [{ claim: 'sub', match: 'exact', values: [] }],
};

const draftOf = (rule: TrustRule): Draft => ({
  name: rule.name,
  kind: rule.kind,
  issuer: rule.issuer,
  audience: rule.audience,
  accountId: rule.accountId,
  conditions: rule.conditions.map((condition) => ({ ...condition })),
  permissions: rule.permissions.includes('*') ? [] : rule.permissions,
  tokenMinutes: rule.tokenMinutes,
  takesOnce: rule.takesOnce,
});

/** Makes a trust rule, or changes one. */
export function TrustRuleDialog({ rule, onClose }: { rule?: TrustRule; onClose: () => void }) {
  const queries = useQueryClient();
  const accounts = useQuery(serviceAccountsQuery);
  const form = useForm<Draft>({
    initialValues: rule === undefined ? empty() : draftOf(rule),
    validate: {
      name: (name) => (name.trim() === '' ? 'Name the pipeline that it is for.' : null),
      issuer: (issuer) =>
        /^https?:\/\/\S+$/.test(issuer) ? null : 'Give the issuer’s address, as its tokens spell it.',
      audience: (audience) => (audience.trim() === '' ? 'Say for whom the token must be made.' : null),
      accountId: (id) => (id === null ? 'Choose the service account that it acts as.' : null),
      conditions: {
        claim: (claim) => (claim.trim() === '' ? 'Name the claim.' : null),
        values: (values) => (values.length === 0 ? 'Give a value, or take the condition out.' : null),
      },
    },
  });
  const save = useMutation({
    mutationFn: ({ accountId, permissions, conditions, ...rest }: Draft) => {
      const body = {
        ...rest,
        name: rest.name.trim(),
        accountId: accountId ?? '',
        conditions: conditions.map((condition) => ({ ...condition, claim: condition.claim.trim() })),
        permissions: permissions.length === 0 ? ['*'] : permissions,
      };
      return rule === undefined
        ? told(api.POST('/api/v1/trust-rules', { body }))
        : told(api.PUT('/api/v1/trust-rules/{id}', { params: { path: { id: rule.id } }, body }));
    },
    onSuccess: async () => {
      onClose();
      toastDone(rule === undefined ? 'The rule counts from now on.' : 'Changed; what was given before has ended.');
      await queries.invalidateQueries({ queryKey: TRUST_RULES });
    },
  });
  const { issuer, conditions, accountId } = form.values;
  const account = accounts.data?.items.find(({ id }) => id === accountId);
  const limits = useKeyLimits(account?.roles ?? [], account !== undefined);
  const flaws = flawsOf({ issuer, conditions: conditions.filter(({ values }) => values.length > 0) });
  return (
    <Modal opened onClose={onClose} title={rule === undefined ? 'New trust rule' : `Change ${rule.name}`} size="xl">
      <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
        <Stack>
          <Group grow align="flex-start">
            <TextInput
              label="Name"
              placeholder="Deploy of app"
              required
              data-autofocus
              maxLength={120}
              {...form.getInputProps('name')}
            />
            <Select
              label="Acts as"
              placeholder="Service account"
              required
              data={accounts.data?.items.map(({ id, name }) => ({ value: id, label: name })) ?? []}
              {...form.getInputProps('accountId')}
            />
          </Group>
          <IssuerFields form={form} isNew={rule === undefined} />
          <ConditionFields form={form} />
          {flaws.map(({ sentence, gravity }) => (
            <Alert key={sentence} color={gravity === 'refused' ? 'gules' : 'or'} variant="light">
              {sentence}
            </Alert>
          ))}
          <Group grow align="flex-start">
            <MultiSelect
              label="Only these permissions"
              description="None chosen: all that the roles of the account allow."
              data={limits}
              searchable
              clearable
              {...form.getInputProps('permissions')}
            />
            <NumberInput
              label="Minutes"
              description="How long the access token is good."
              min={1}
              max={60}
              allowDecimal={false}
              {...form.getInputProps('tokenMinutes')}
            />
          </Group>
          <Checkbox
            label="Take each token once"
            description="A token that somebody copied is worth nothing after its use."
            {...form.getInputProps('takesOnce', { type: 'checkbox' })}
          />
          <FormEnd of={save} act={rule === undefined ? 'Create' : 'Save'} onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  );
}

type Form = UseFormReturnType<Draft>;

function IssuerFields({ form, isNew }: { form: Form; isNew: boolean }) {
  const look = useMutation({
    mutationFn: () => told(api.POST('/api/v1/trust-rules/issuer', { body: { issuer: form.values.issuer } })),
  });
  const choose = (kind: string | null) => {
    const preset = ISSUER_PRESETS.find((one) => one.kind === kind);
    if (preset === undefined) return;
    form.setFieldValue('kind', preset.kind);
    form.setFieldValue('issuer', preset.issuer ?? '');
    if (isNew) form.setFieldValue('conditions', FIRST_CONDITIONS[preset.kind]);
  };
  return (
    <>
      <Group grow align="flex-start">
        <Select
          label="Platform"
          allowDeselect={false}
          data={ISSUER_PRESETS.map(({ kind, title }) => ({ value: kind, label: title }))}
          value={form.values.kind}
          onChange={choose}
        />
        <TextInput
          label="Audience"
          description="The pipeline asks its platform for a token for it (aud)."
          required
          maxLength={500}
          {...form.getInputProps('audience')}
        />
      </Group>
      <Group align="flex-end">
        <TextInput
          label="Issuer"
          description="As its tokens spell it (iss)."
          required
          flex={1}
          maxLength={500}
          {...form.getInputProps('issuer')}
        />
        <Button variant="default" loading={look.isPending} onClick={() => look.mutate()}>
          Ask it for its keys
        </Button>
      </Group>
      {look.isSuccess && (
        <Text size="sm" role="status">
          It answered, with {look.data.keys} {look.data.keys === 1 ? 'key' : 'keys'}.
        </Text>
      )}
      {look.isError && <ProblemView error={look.error} />}
    </>
  );
}

function ConditionFields({ form }: { form: Form }) {
  const claims = ISSUER_PRESETS.find(({ kind }) => kind === form.values.kind)?.claims ?? [];
  return (
    <Stack gap="xs" role="group" aria-label="What the token must say">
      <Text size="sm" fw={560}>
        What the token must say
      </Text>
      <Text size="xs" c="dimmed">
        All of it. “Like” knows wildcards: * is anything but / and :, ** is anything, ? is one character.
      </Text>
      {form.values.conditions.map((_, at) => (
        // rows have no name until they are filled in
        <Group key={at} align="flex-start" wrap="nowrap">
          <Autocomplete
            aria-label={`Claim ${at + 1}`}
            placeholder="Claim"
            w="30%"
            maxLength={200}
            data={[...claims]}
            {...form.getInputProps(`conditions.${at}.claim`)}
          />
          <Select
            aria-label={`How claim ${at + 1} is compared`}
            allowDeselect={false}
            w={110}
            data={[
              { value: 'exact', label: 'is' },
              { value: 'glob', label: 'is like' },
            ]}
            {...form.getInputProps(`conditions.${at}.match`)}
          />
          <TagsInput
            aria-label={`Values of claim ${at + 1}`}
            placeholder="Enter adds a value"
            flex={1}
            splitChars={[',']}
            acceptValueOnBlur
            {...form.getInputProps(`conditions.${at}.values`)}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={`Take condition ${at + 1} out`}
            onClick={() => form.removeListItem('conditions', at)}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Group>
        <Button
          size="xs"
          variant="default"
          onClick={() => form.insertListItem('conditions', { claim: '', match: 'exact', values: [] })}
        >
          Add a condition
        </Button>
      </Group>
    </Stack>
  );
}
