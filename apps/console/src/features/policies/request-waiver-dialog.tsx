import { Group, NumberInput, Select, Stack, TagsInput, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, told } from '../../api/client.js';
import { useMay, useSession } from '../../app/session.js';
import { Dialog } from '../../ui/dialog.js';
import { FormEnd } from '../../ui/form-end.js';
import { toastDone } from '../../ui/toast.js';
import { groupChoicesQuery } from '../access/group-queries.js';
import { teamsQuery } from '../access/team-queries.js';
import { projectChoicesQuery } from '../tenancy/project-queries.js';
import { type BoundsWritten, boundsToAsk } from './waiver-bounds.js';
import { WaiverBoundsFields } from './waiver-bounds-fields.js';
import { WAIVERS, waiverRuleQuery } from './waiver-queries.js';

const DAY_MS = 86_400_000;
const AUTOFOCUS = { 'data-autofocus': true };
const SUBJECTS = ['user', 'team', 'group', 'project', 'org'] as const;

/** What is known from the beginning: the rules of a refusal, and the programs that it was about. */
export interface WantedException {
  readonly rules: readonly string[];
  readonly programs: readonly string[];
}

/** Asks for an exception: for whom, of which rules, within what, until when, and why. */
export function RequestWaiverDialog({ wanted, onClose }: { wanted: WantedException; onClose: () => void }) {
  const queries = useQueryClient();
  const rule = useQuery(waiverRuleQuery);
  const subjects = useSubjects();
  const [subject, setSubject] = useState(subjects[0]?.items[0]?.value ?? '');
  const [rules, setRules] = useState<string[]>([...wanted.rules]);
  const [bounds, setBounds] = useState<BoundsWritten>({ programs: wanted.programs });
  const [effect, setEffect] = useState<'allow' | 'ask'>('ask');
  const [days, setDays] = useState<number | string>(1);
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  // Whoever comes from a refusal has all but the reason.
  const isLed = wanted.rules.length > 0;
  const isReady = rules.length > 0 && reason.trim() !== '' && Number(days) > 0;
  const ask = useMutation({
    mutationFn: () => {
      const [kind, id = ''] = subject.split('/');
      const within = boundsToAsk(bounds);
      return told(
        api.POST('/api/v1/policy/waivers', {
          body: {
            subject: { kind: SUBJECTS.find((one) => one === kind) ?? 'user', id },
            rules,
            effect,
            ...(within !== null && { bounds: within }),
            reason: reason.trim(),
            expiresAt: new Date(Date.now() + Number(days) * DAY_MS).toISOString(),
          },
        }),
      );
    },
    onSuccess: async () => {
      onClose();
      toastDone('Your request waits for somebody who may approve it.');
      await queries.invalidateQueries({ queryKey: WAIVERS });
    },
  });
  return (
    <Dialog opened onClose={onClose} size="lg" title="Ask for an exception">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (isReady) ask.mutate();
        }}
      >
        <Stack>
          <Select
            label="For whom"
            data={subjects}
            searchable
            allowDeselect={false}
            value={subject}
            onChange={(value) => setSubject(value ?? subject)}
          />
          <TagsInput
            label="Rules"
            description="As a refusal names them; Enter adds one. “*” is any text."
            required
            {...(isLed ? {} : AUTOFOCUS)}
            acceptValueOnBlur
            maxTags={100}
            value={rules}
            onChange={setRules}
            error={isTried && rules.length === 0 ? 'Name at least one rule.' : null}
          />
          <WaiverBoundsFields written={bounds} onChange={setBounds} />
          <Group grow align="flex-start">
            <Select
              label="Answered"
              description="In place of what the rules say"
              allowDeselect={false}
              data={[
                { value: 'ask', label: 'Ask' },
                { value: 'allow', label: 'Allow' },
              ]}
              value={effect}
              onChange={(value) => setEffect(value === 'allow' ? 'allow' : 'ask')}
            />
            <NumberInput
              label="For how many days"
              min={1}
              max={rule.data?.maxDays ?? 30}
              description={`At most ${String(rule.data?.maxDays ?? 30)} here`}
              value={days}
              onChange={setDays}
            />
          </Group>
          <Textarea
            label="Reason"
            {...(isLed ? AUTOFOCUS : {})}
            required
            autosize
            minRows={2}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={isTried && reason.trim() === '' ? 'Say what you need it for.' : null}
          />
          <FormEnd of={ask} act="Ask" onCancel={onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}

/** Herself first; then whoever else she may see. */
function useSubjects(): { group: string; items: { value: string; label: string }[] }[] {
  const { person, org } = useSession();
  const may = useMay();
  const teams = useQuery({ ...teamsQuery, enabled: may('team:read') });
  const groups = useQuery({ ...groupChoicesQuery, enabled: may('member:read') });
  const projects = useQuery({ ...projectChoicesQuery, enabled: may('project:read') });
  const of = (kind: string, items: readonly { id: string; name: string }[] | undefined) =>
    (items ?? []).map(({ id, name }) => ({ value: `${kind}/${id}`, label: name }));
  return [
    { group: 'People', items: [{ value: `user/${person.id}`, label: 'Me' }] },
    { group: 'Everybody', items: [{ value: `org/${org.id}`, label: 'The organisation' }] },
    { group: 'Teams', items: of('team', teams.data?.items) },
    { group: 'Groups', items: of('group', groups.data?.items) },
    { group: 'Projects', items: of('project', projects.data?.items) },
  ].filter(({ items }) => items.length > 0);
}
