import { Accordion, Button, Group, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { ProblemView } from '../../ui/states.js';
import { AttributeFields } from './attribute-fields.js';
import { ClientFields, OidcChoiceFields } from './client-fields.js';
import type { Connection, SettingsOrder } from './connection.js';
import { MetadataFields } from './metadata-fields.js';
import { type Faults, faultsOf, fieldsOf, type OrderFields, orderOf } from './order-fields.js';
import type { Kind, Way } from './recipe.js';
import { refusedMember } from './refused-member.js';
import { AnswerFields, RequestFields } from './saml-choice-fields.js';

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

/** What Castellan needs to know of the identity provider, and, folded, all that can be chosen besides. */
export function ProviderForm({ kind, way, connection, act, pending, error, onBack, onDone }: ProviderFormProps) {
  const [fields, setFields] = useState<OrderFields>(() => fieldsOf(way, connection));
  const [isTried, setTried] = useState(false);
  const [sent, setSent] = useState<OrderFields | null>(null);
  const [open, setOpen] = useState<readonly string[]>([]);
  const isNew = connection === null || Object.keys(connection.settings).length === 0;
  const form = { kind, way, isNew };
  const faults = faultsOf(form, fields);
  const refused = unchanged(refusedMember(error, sent), fields, sent);
  const change = (changed: Partial<OrderFields>) => setFields((now) => ({ ...now, ...changed }));
  const shown: Faults = isTried ? { ...refused, ...faults } : {};
  const sections = sectionsOf(kind, { fields, faults: shown, onChange: change }, connection);
  const sectionsWith = (found: Faults): string[] =>
    sections.filter(({ members }) => members.some((member) => found[member] !== undefined)).map(({ id }) => id);
  // A fault that is folded away would be none that anybody can mend; what was opened for it stays so when it is mended.
  const unfold = (found: Faults) => setOpen((now) => [...new Set([...now, ...sectionsWith(found)])]);
  const [heard, setHeard] = useState<unknown>(null);
  if (error !== heard) {
    setHeard(error);
    unfold(refusedMember(error, sent));
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        unfold(faults);
        if (Object.keys(faults).length > 0) return;
        setSent(fields);
        onDone(orderOf(form, fields, connection?.settings ?? {}));
      }}
    >
      <Stack>
        {kind === 'saml' ? (
          <MetadataFields way={way} fields={fields} faults={shown} onChange={change} />
        ) : (
          <ClientFields way={way} fields={fields} faults={shown} isNew={isNew} onChange={change} />
        )}
        <Accordion multiple variant="contained" chevronPosition="left" value={[...open]} onChange={setOpen}>
          {sections.map((section) => (
            <Section key={section.id} {...section} />
          ))}
        </Accordion>
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

interface SectionProps {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  /** Fields in it that can be wrong. */
  readonly members: readonly (keyof OrderFields)[];
  readonly children: ReactNode;
}

function Section({ id, title, about, children }: SectionProps) {
  return (
    <Accordion.Item value={id}>
      <Accordion.Control>
        <Text size="sm" fw={560}>
          {title}
        </Text>
        <Text size="xs" c="dimmed">
          {about}
        </Text>
      </Accordion.Control>
      <Accordion.Panel>
        <Stack gap="sm">{children}</Stack>
      </Accordion.Panel>
    </Accordion.Item>
  );
}

interface SectionFields {
  readonly fields: OrderFields;
  readonly faults: Faults;
  readonly onChange: (changed: Partial<OrderFields>) => void;
}

function sectionsOf(kind: Kind, given: SectionFields, connection: Connection | null): readonly SectionProps[] {
  const names: SectionProps = {
    id: 'attributes',
    title: 'What things are called in its answer',
    about: 'Right as it stands where you followed the steps.',
    members: ['email', 'name'],
    children: <AttributeFields {...given} kind={kind} />,
  };
  if (kind === 'oidc')
    return [
      names,
      {
        id: 'choices',
        title: 'What is asked, and what must hold',
        about: 'Scopes, claims that are required, and how we notice that an account has ended.',
        members: ['scopes', 'required'],
        children: <OidcChoiceFields {...given} />,
      },
    ];
  const { nameIdFormats = [] } = (connection?.facts ?? {}) as { readonly nameIdFormats?: readonly string[] };
  return [
    names,
    {
      id: 'request',
      title: 'How we ask',
      about: 'Signature, binding, Name ID format and how people are to prove who they are.',
      members: ['requestBinding', 'nameIdFormat', 'authnClasses'],
      children: <RequestFields {...given} knownFormats={nameIdFormats} />,
    },
    {
      id: 'answer',
      title: 'What we take for an answer',
      about: 'Encryption, sign-ins that begin there, clock skew and what names people.',
      members: ['encryption', 'clockSkewSeconds', 'subjectAttribute'],
      children: <AnswerFields {...given} />,
    },
  ];
}

/** A refusal of the server counts until the field is another. */
function unchanged(refused: Faults, fields: OrderFields, sent: OrderFields | null): Faults {
  const members = (Object.keys(refused) as (keyof OrderFields)[]).filter((member) => fields[member] === sent?.[member]);
  return Object.fromEntries(members.map((member) => [member, refused[member]]));
}
