import { List, NumberInput, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, told } from '../../api/client.js';
import { Dialog } from '../../ui/dialog.js';
import { FormEnd } from '../../ui/form-end.js';
import { plural } from '../../ui/text.js';
import { toastDone } from '../../ui/toast.js';
import { WAIVERS } from './waiver-queries.js';

const MOST_DAYS = 365;

/** How long exceptions may last, and what holds for all of them whatever is said. */
export function WaiverRuleDialog({ maxDays, onClose }: { maxDays: number; onClose: () => void }) {
  const queries = useQueryClient();
  const [days, setDays] = useState<number | string>(maxDays);
  const isGood = typeof days === 'number' && days >= 1 && days <= MOST_DAYS;
  const set = useMutation({
    mutationFn: (wanted: number) => told(api.PUT('/api/v1/policy/waivers/rule', { body: { maxDays: wanted } })),
    onSuccess: async (_, wanted) => {
      onClose();
      toastDone(`Exceptions last ${plural(wanted, 'day')} at most from now on.`);
      await queries.invalidateQueries({ queryKey: WAIVERS });
    },
  });
  return (
    <Dialog opened onClose={onClose} title="Rules for exceptions">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (isGood && days !== maxDays) set.mutate(days);
          else if (isGood) onClose();
        }}
      >
        <Stack>
          <NumberInput
            label="The longest exception, in days"
            description="For what is approved from now on. Those that count already keep their time; end one where it is too long."
            data-autofocus
            min={1}
            max={MOST_DAYS}
            allowDecimal={false}
            value={days}
            onChange={setDays}
            error={isGood ? null : `Between 1 and ${String(MOST_DAYS)} days.`}
          />
          <Text size="sm">Beside that, for every exception:</Text>
          <List size="sm">
            <List.Item>
              another person approves it, who is neither the one who asks nor the one whom it is for;
            </List.Item>
            <List.Item>an answer by default, which no rule gave, is excepted only within bounds;</List.Item>
            <List.Item>a request that nobody decides lapses after 14 days;</List.Item>
            <List.Item>500 are asked for or count at once, at most.</List.Item>
          </List>
          <FormEnd of={set} act="Save" disabled={!isGood} onCancel={onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}
