import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { slugOf } from '../../ui/text.js';
import { nameFault, slugFault } from '../tenancy/org-fields.js';

interface OrgDraft {
  name: string;
  slug: string;
}
interface OwnerDraft {
  name: string;
  email: string;
}

export function OrganisationStep({ initial, onDone }: { initial: OrgDraft; onDone: (org: OrgDraft) => void }) {
  const form = useForm({ initialValues: initial, validate: { name: nameFault, slug: slugFault } });
  const rename = (name: string) => {
    const followsName = form.values.slug === slugOf(form.values.name);
    form.setValues({ name, ...(followsName && { slug: slugOf(name) }) });
  };
  return (
    <form onSubmit={form.onSubmit((values) => onDone({ name: values.name.trim(), slug: values.slug }))} noValidate>
      <Stack>
        <TextInput
          label="Name"
          placeholder="Acme Engineering"
          required
          autoFocus
          autoComplete="organization"
          {...form.getInputProps('name')}
          onChange={(event) => rename(event.currentTarget.value)}
        />
        <TextInput
          label="Short name"
          description="In addresses and on the command line; it cannot be changed later."
          required
          {...form.getInputProps('slug')}
        />
        <Button type="submit">Continue</Button>
      </Stack>
    </form>
  );
}

interface OwnerStepProps {
  initial: OwnerDraft;
  isEmailGiven: boolean;
  onBack?: () => void;
  onDone: (owner: OwnerDraft) => void;
}

export function OwnerStep({ initial, isEmailGiven, onBack, onDone }: OwnerStepProps) {
  const form = useForm({
    initialValues: initial,
    validate: {
      name: (name) => (name.trim() === '' ? 'Tell your name: it stands beside what you do.' : null),
      email: (email) =>
        /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) ? null : 'Enter an e-mail address, like you@example.com.',
    },
  });
  return (
    <form onSubmit={form.onSubmit(({ name, email }) => onDone({ name: name.trim(), email: email.trim() }))} noValidate>
      <Stack>
        <TextInput label="Your name" required autoFocus autoComplete="name" {...form.getInputProps('name')} />
        <TextInput
          label="E-mail"
          description={isEmailGiven ? 'The invitation was made for this address.' : 'You sign in with it.'}
          type="email"
          required
          readOnly={isEmailGiven}
          autoComplete="username"
          {...form.getInputProps('email')}
        />
        <Group grow>
          {onBack !== undefined && (
            <Button variant="default" onClick={onBack}>
              Back
            </Button>
          )}
          <Button type="submit">Continue</Button>
        </Group>
      </Stack>
    </form>
  );
}
