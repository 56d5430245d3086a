import { Button, Group, Select, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { ISSUER_PRESETS } from '#engines/claims';
import { api, told } from '../../api/client.js';
import { ProblemView } from '../../ui/states.js';
import { FIRST_CONDITIONS, type TrustRuleForm } from './trust-rule-draft.js';

/** Whose tokens a trust rule takes, and made for whom. */
export function IssuerFields({ form, isNew }: { form: TrustRuleForm; isNew: boolean }) {
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
