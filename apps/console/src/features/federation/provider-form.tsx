import { Accordion, Button, Checkbox, Group, Stack, Text, TextInput, PasswordInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { ProblemView } from '../../ui/states.js';
import type { Connection, SettingsOrder } from './connection.js';
import { MetadataFields } from './metadata-fields.js';
import { type Faults, faultsOf, fieldsOf, type FieldsProps, type OrderFields, orderOf } from './order-fields.js';
import type { Kind, Way } from './recipe.js';

interface ProviderFormProps {
  kind: Kind;
  way: Way;
  connection: Connection | null;
  act: string;
  pending: boolean;
  error: unknown;
  onBack?: (() => void) | undefined;
  onDone: (order: SettingsOrder) => void;
}

/** What Castellan needs to know of the identity provider. */
export function ProviderForm({ kind, way, connection, act, pending, error, onBack, onDone }: ProviderFormProps) {
  const [fields, setFields] = useState<OrderFields>(() => fieldsOf(way, connection));
  const [isTried, setTried] = useState(false);
  const isNew = connection === null || Object.keys(connection.settings).length === 0;
  const form = { kind, way, isNew };
  const faults = faultsOf(form, fields);
  const change = (changed: Partial<OrderFields>) => setFields((now) => ({ ...now, ...changed }));
  const shown: Faults = isTried ? faults : {};
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (Object.keys(faults).length === 0) onDone(orderOf(form, fields, connection?.settings ?? {}));
      }}
    >
      <Stack>
        {kind === 'saml' ? (
          <MetadataFields way={way} fields={fields} faults={shown} onChange={change} />
        ) : (
          <ClientFields way={way} fields={fields} faults={shown} isNew={isNew} onChange={change} />
        )}
        <AttributeFields fields={fields} onChange={change} kind={kind} />
        {error !== null && error !== undefined && <ProblemView error={error} />}
        <Group justify="space-between">
          {onBack === undefined ? <span /> : <BackButton onBack={onBack} />}
          <Button type="submit" loading={pending}>
            {act}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

export function BackButton({ onBack }: { onBack: () => void }) {
  return (
    <Button variant="subtle" onClick={onBack}>
      Back
    </Button>
  );
}

function ClientFields({ way, fields, faults, isNew, onChange }: FieldsProps & { isNew: boolean }): ReactNode {
  return (
    <>
      <TextInput
        label="Issuer"
        description="Its configuration is read from there."
        placeholder={way.issuerHint ?? 'https://idp.example.com'}
        required
        type="url"
        value={fields.issuer}
        onChange={(event) => onChange({ issuer: event.currentTarget.value })}
        error={faults.issuer}
      />
      <TextInput
        label="Client id"
        required
        autoComplete="off"
        value={fields.clientId}
        onChange={(event) => onChange({ clientId: event.currentTarget.value })}
        error={faults.clientId}
      />
      {!fields.byKey && (
        <PasswordInput
          label="Client secret"
          description={
            isNew ? 'Kept encrypted; nobody can read it here again.' : 'Leave it empty to keep the one that is there.'
          }
          required={isNew}
          autoComplete="off"
          value={fields.clientSecret}
          onChange={(event) => onChange({ clientSecret: event.currentTarget.value })}
          error={faults.clientSecret}
          visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the client secret' }}
        />
      )}
      <Checkbox
        label="Prove Castellan by a key of its own in place of a secret (private_key_jwt)"
        description="The identity provider reads our public key from the address of our keys. Nothing expires, nothing can be copied."
        checked={fields.byKey}
        onChange={(event) => onChange({ byKey: event.currentTarget.checked })}
      />
      {way.asksHostedDomain === true && (
        <TextInput
          label="Google Workspace domain"
          description="Only people of this domain come in."
          placeholder="acme.com"
          required
          value={fields.hostedDomain}
          onChange={(event) => onChange({ hostedDomain: event.currentTarget.value })}
          error={faults.hostedDomain}
        />
      )}
    </>
  );
}

const ATTRIBUTES = [
  ['email', 'E-mail'],
  ['name', 'Name'],
  ['groups', 'Groups'],
] as const;

function AttributeFields({
  fields,
  onChange,
  kind,
}: Pick<FieldsProps, 'fields' | 'onChange'> & { kind: Kind }): ReactNode {
  const word = kind === 'saml' ? 'attribute' : 'claim';
  return (
    <Accordion variant="contained" chevronPosition="left">
      <Accordion.Item value="attributes">
        <Accordion.Control>
          <Text size="sm" fw={560}>
            What things are called in its answer
          </Text>
          <Text size="xs" c="dimmed">
            Right as it stands where you followed the steps.
          </Text>
        </Accordion.Control>
        <Accordion.Panel>
          <Stack gap="sm">
            {ATTRIBUTES.map(([what, title]) => (
              <TextInput
                key={what}
                label={title}
                description={`The ${word} that holds it.`}
                value={fields[what]}
                maxLength={500}
                onChange={(event) => onChange({ [what]: event.currentTarget.value })}
              />
            ))}
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}
