import { TextInput } from '@mantine/core';
import type { FieldsProps } from './order-fields.js';
import type { Kind } from './recipe.js';

const ATTRIBUTES = [
  ['email', 'E-mail', 'Who has none here is known by her NameID or subject alone, and cannot come for the first time.'],
  ['name', 'Name', 'The whole name, as colleagues see it.'],
  ['firstName', 'First name', 'Read with the last name where there is no whole one.'],
  ['lastName', 'Last name', ''],
  ['groups', 'Groups', 'Roles and policies can go by them. Empty: none are read.'],
] as const;

/** What the identity provider calls the things that are read from its answer. */
export function AttributeFields({
  fields,
  faults,
  onChange,
  kind,
}: Pick<FieldsProps, 'fields' | 'faults' | 'onChange'> & { kind: Kind }) {
  const word = kind === 'saml' ? 'attribute' : 'claim';
  return ATTRIBUTES.filter(([what]) => kind === 'saml' || !['firstName', 'lastName'].includes(what)).map(
    ([what, title, about]) => (
      <TextInput
        key={what}
        label={title}
        description={`The ${word} that holds it. ${about}`}
        value={fields[what]}
        maxLength={500}
        error={faults[what]}
        onChange={(event) => onChange({ [what]: event.currentTarget.value })}
      />
    ),
  );
}
