import { NumberInput, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { Dialog } from '../../ui/dialog.js';
import { FormEnd } from '../../ui/form-end.js';
import { toastDone } from '../../ui/toast.js';
import { groupChoicesQuery } from '../access/group-queries.js';
import { livingDraftsQuery } from './draft-queries.js';
import { useStartShadow } from './shadow-queries.js';

const TIMES = [
  { value: '1', label: 'An hour' },
  { value: '24', label: 'A day' },
  { value: '72', label: 'Three days' },
  { value: '168', label: 'A week' },
  { value: '336', label: 'Two weeks' },
  { value: '720', label: '30 days' },
];
const EVERYBODY = '';

interface Chosen {
  readonly id: string;
  readonly title: string;
  readonly revision: number;
}
interface StartShadowDialogProps {
  opened: boolean;
  onClose: () => void;
  /** Without one, a draft is chosen here. */
  draft?: Chosen;
}

/** Which draft machines watch, how long, and which machines. */
export function StartShadowDialog(props: StartShadowDialogProps) {
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title="Watch a draft in shadow">
      <StartForm {...props} />
    </Dialog>
  );
}

function StartForm({ opened, onClose, draft }: StartShadowDialogProps) {
  const drafts = useQuery({ ...livingDraftsQuery, enabled: opened && draft === undefined });
  const groups = useQuery({ ...groupChoicesQuery, enabled: opened, retry: false });
  const start = useStartShadow();
  const navigate = useNavigate();
  const [picked, setPicked] = useState<string | null>(null);
  const [hours, setHours] = useState('72');
  const [share, setShare] = useState<number | string>(100);
  const [group, setGroup] = useState(EVERYBODY);
  const chosen: Chosen | undefined = draft ?? drafts.data?.items.find(({ id }) => id === picked);
  const submit = () => {
    if (chosen === undefined || typeof share !== 'number') return;
    const { id, revision } = chosen;
    start.mutate(
      { draftId: id, revision, hours: Number(hours), share, groupId: group === EVERYBODY ? null : group },
      {
        onSuccess: (run) => {
          onClose();
          toastDone(`Machines watch “${run.draft.title}” from now on.`);
          void navigate(`/policy/shadow?run=${run.id}`);
        },
      },
    );
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack>
        <Text size="sm">
          Machines go on obeying the policy in force. Beside it they ask the draft, and report how often it would have
          answered otherwise and by which rules: no command and no path.
        </Text>
        {draft === undefined && (
          <Select
            label="Draft"
            required
            data={(drafts.data?.items ?? []).map(({ id, title }) => ({ value: id, label: title }))}
            placeholder={drafts.data?.items.length === 0 ? 'There is none in work' : 'Choose'}
            value={picked}
            onChange={setPicked}
          />
        )}
        <Select
          label="For"
          data={TIMES}
          allowDeselect={false}
          value={hours}
          onChange={(value) => setHours(value ?? '72')}
        />
        <NumberInput
          label="Share of the machines"
          description="The same machines for the whole time."
          suffix=" %"
          min={1}
          max={100}
          allowDecimal={false}
          clampBehavior="strict"
          value={share}
          onChange={setShare}
        />
        <Select
          label="Whose machines"
          allowDeselect={false}
          data={[
            { value: EVERYBODY, label: 'Everybody’s' },
            ...(groups.data?.items ?? []).map(({ id, name }) => ({ value: id, label: `People of ${name}` })),
          ]}
          value={group}
          onChange={(value) => setGroup(value ?? EVERYBODY)}
        />
        <FormEnd
          of={start}
          act="Watch"
          disabled={chosen === undefined || typeof share !== 'number'}
          onCancel={onClose}
        />
      </Stack>
    </form>
  );
}
