import { Checkbox, PasswordInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import type { OfflineAccess } from './oidc-choices.js';
import type { FieldsProps } from './order-fields.js';

/** Who we are to an OpenID provider, and where it is. */
export function ClientFields({ way, fields, faults, isNew, onChange }: FieldsProps & { isNew: boolean }) {
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

const OFFLINE: readonly { value: OfflineAccess; label: string }[] = [
  { value: 'usual', label: 'As is best with this identity provider' },
  { value: 'asked', label: 'Asked for, wherever it is offered' },
  { value: 'not_asked', label: 'Never asked for' },
];

/** What is asked of an OpenID provider, and what its answers must hold. */
export function OidcChoiceFields({ fields, faults, onChange }: Pick<FieldsProps, 'fields' | 'faults' | 'onChange'>) {
  return (
    <>
      <TextInput
        label="Scopes"
        description="Besides openid, parted by spaces."
        maxLength={1_000}
        value={fields.scopes}
        onChange={(event) => onChange({ scopes: event.currentTarget.value })}
        error={faults.scopes}
      />
      <Textarea
        label="Claims that must hold"
        description="One per line, such as department = Engineering. Several lines of one claim: any of the values. Whoever lacks one is refused."
        autosize
        minRows={2}
        maxRows={8}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        value={fields.required}
        onChange={(event) => onChange({ required: event.currentTarget.value })}
        error={faults.required}
      />
      {!fields.byKey && (
        <Select
          label="How the client secret is sent"
          description="The test says that the identity provider refused Castellan itself where it is the other one."
          data={[
            { value: 'client_secret_basic', label: 'In the header (client_secret_basic)' },
            { value: 'client_secret_post', label: 'In the form (client_secret_post)' },
          ]}
          allowDeselect={false}
          value={fields.secretSent}
          onChange={(value) =>
            onChange({ secretSent: value === 'client_secret_post' ? 'client_secret_post' : 'client_secret_basic' })
          }
        />
      )}
      <Switch
        label="Ask now and then whether accounts still live"
        description="By the refresh token that came with the sign-in. Who was dismissed there is signed out here within the hour, although no directory tells us."
        checked={fields.watchesAccounts}
        onChange={(event) => onChange({ watchesAccounts: event.currentTarget.checked })}
      />
      {fields.watchesAccounts && (
        <>
          <Select
            label="The scope offline_access"
            description="Most identity providers give a refresh token only for it. Keycloak gives one without, and by a session with it never tells us that somebody signed out there."
            data={[...OFFLINE]}
            allowDeselect={false}
            value={fields.offlineAccess}
            onChange={(value) =>
              onChange({ offlineAccess: OFFLINE.find((one) => one.value === value)?.value ?? 'usual' })
            }
          />
          <Checkbox
            label="Ask for consent with it (prompt=consent)"
            description="A few identity providers give a refresh token only then."
            checked={fields.asksForConsent}
            onChange={(event) => onChange({ asksForConsent: event.currentTarget.checked })}
          />
        </>
      )}
    </>
  );
}
