import { Alert, Checkbox, Group, MultiSelect, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { flawsOf } from '#engines/claims';
import { api, told } from '../../api/client.js';
import { Dialog } from '../../ui/dialog.js';
import { FormEnd } from '../../ui/form-end.js';
import { toastDone } from '../../ui/toast.js';
import { useKeyLimits } from './key-limits.js';
import { serviceAccountsQuery } from './service-account-queries.js';
import { ConditionFields } from './trust-condition-fields.js';
import { IssuerFields } from './trust-issuer-fields.js';
import { draftOf, emptyDraft, type TrustRuleDraft } from './trust-rule-draft.js';
import { TRUST_RULES, type TrustRule } from './trust-rule-queries.js';

/** Makes a trust rule, or changes one. */
export function TrustRuleDialog({ rule, onClose }: { rule?: TrustRule; onClose: () => void }) {
  const queries = useQueryClient();
  const accounts = useQuery(serviceAccountsQuery);
  const form = useForm<TrustRuleDraft>({
    initialValues: rule === undefined ? emptyDraft() : draftOf(rule),
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
    mutationFn: ({ accountId, permissions, conditions, ...rest }: TrustRuleDraft) => {
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
    <Dialog opened onClose={onClose} title={rule === undefined ? 'New trust rule' : `Change ${rule.name}`} size="xl">
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
    </Dialog>
  );
}
