import { Checkbox, Select, Switch, Textarea, TextInput } from '@mantine/core';
import type { FieldsProps, OrderFields } from './order-fields.js';
import { NAME_ID_FORMATS } from './saml-choices.js';

type ChoiceProps = Pick<FieldsProps, 'fields' | 'faults' | 'onChange'>;

/** Formats of the list, those that the identity provider says it knows, and the one that is chosen. */
function formatsOf(known: readonly string[], { nameIdFormat }: Pick<OrderFields, 'nameIdFormat'>) {
  const named = NAME_ID_FORMATS.map(([value, label]) => ({ value, label }));
  const others = [...new Set([...known, nameIdFormat])].filter((one) => !named.some(({ value }) => value === one));
  return [...named, ...others.map((value) => ({ value, label: value }))];
}

/** How we ask. `knownFormats`: what the metadata of the identity provider says that it can send. */
export function RequestFields({
  fields,
  faults,
  onChange,
  knownFormats,
}: ChoiceProps & { knownFormats: readonly string[] }) {
  return (
    <>
      <Switch
        label="Sign our requests"
        description="An identity provider that asks for it in its metadata gets them signed in any case."
        checked={fields.signRequests}
        onChange={(event) => onChange({ signRequests: event.currentTarget.checked })}
      />
      <Select
        label="How a request travels"
        description="POST only where the identity provider cannot take addresses as long as signed requests make them."
        data={[
          { value: 'redirect', label: 'In the address (HTTP-Redirect)' },
          { value: 'post', label: 'In a form (HTTP-POST)' },
        ]}
        allowDeselect={false}
        value={fields.requestBinding}
        onChange={(value) => onChange({ requestBinding: value === 'post' ? 'post' : 'redirect' })}
        error={faults.requestBinding}
      />
      <Select
        label="Name ID format"
        description="How the identity provider is asked to name people. Persistent is best: who changes her address stays who she is."
        data={formatsOf(knownFormats, fields)}
        allowDeselect={false}
        value={fields.nameIdFormat}
        onChange={(value) => onChange({ nameIdFormat: value ?? '' })}
        error={faults.nameIdFormat}
      />
      <Switch
        label="Ask people anew at each sign-in (ForceAuthn)"
        description="A session at the identity provider alone lets nobody in."
        checked={fields.forceAuthn}
        onChange={(event) => onChange({ forceAuthn: event.currentTarget.checked })}
      />
      <Textarea
        label="Authentication contexts asked for"
        description="One URI per line, such as https://refeds.org/profile/mfa. Empty: the identity provider decides how it asks."
        autosize
        minRows={2}
        maxRows={8}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        value={fields.authnClasses}
        onChange={(event) => onChange({ authnClasses: event.currentTarget.value })}
        error={faults.authnClasses}
      />
      {fields.authnClasses.trim() !== '' && (
        <Select
          label="How well they must be met"
          data={[
            { value: 'exact', label: 'One of them' },
            { value: 'minimum', label: 'One of them, or stronger' },
          ]}
          allowDeselect={false}
          value={fields.authnComparison}
          onChange={(value) => onChange({ authnComparison: value === 'minimum' ? 'minimum' : 'exact' })}
        />
      )}
    </>
  );
}

/** What is taken for an answer. */
export function AnswerFields({ fields, faults, onChange }: ChoiceProps) {
  return (
    <>
      <Select
        label="Encryption of assertions"
        description="AES-GCM with RSA-OAEP is read, AES with RSA PKCS#1 v1.5 never. Our certificate to encrypt for stands in our metadata."
        data={[
          { value: 'off', label: 'Not offered' },
          { value: 'offered', label: 'Offered: encrypted ones and others are taken' },
          { value: 'required', label: 'Required: others are refused' },
        ]}
        allowDeselect={false}
        value={fields.encryption}
        onChange={(value) => onChange({ encryption: encryptionOf(value) })}
        error={faults.encryption}
      />
      {fields.encryption !== 'off' && (
        <Checkbox
          label="Take AES-CBC too"
          description="Only for an identity provider that knows nothing else, and only in a response that is signed as a whole: whoever can alter messages on the way may learn what they hold."
          checked={fields.cbcAllowed}
          onChange={(event) => onChange({ cbcAllowed: event.currentTarget.checked })}
        />
      )}
      <Switch
        label="Take sign-ins that the identity provider begins"
        description="For its tiles and bookmarks. Such an answer is to no question of ours, so it proves less: leave it off where nobody needs it."
        checked={fields.idpInitiated}
        onChange={(event) => onChange({ idpInitiated: event.currentTarget.checked })}
      />
      <TextInput
        label="Clock skew, in seconds"
        description="How far the clock of the identity provider may differ from ours, up to 300."
        inputMode="numeric"
        maw={420}
        required
        value={fields.clockSkewSeconds}
        onChange={(event) => onChange({ clockSkewSeconds: event.currentTarget.value })}
        error={faults.clockSkewSeconds}
      />
      <Select
        label="Signing certificates past their end"
        description="The key in a certificate is what is trusted. Refuse them only where somebody is sure to renew in time: nobody comes in afterwards."
        data={[
          { value: 'accepted', label: 'Go on to count, with a warning' },
          { value: 'refused', label: 'Are refused' },
        ]}
        allowDeselect={false}
        value={fields.expiredCertificates}
        onChange={(value) => onChange({ expiredCertificates: value === 'refused' ? 'refused' : 'accepted' })}
      />
      <TextInput
        label="Attribute that names people for ever"
        description="Empty: the NameID does. Changing it makes strangers of all who came in so far."
        maxLength={500}
        value={fields.subjectAttribute}
        onChange={(event) => onChange({ subjectAttribute: event.currentTarget.value })}
        error={faults.subjectAttribute}
      />
    </>
  );
}

const encryptionOf = (value: string | null): OrderFields['encryption'] =>
  value === 'off' || value === 'required' ? value : 'offered';
