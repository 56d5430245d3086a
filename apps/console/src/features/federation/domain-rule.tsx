import { Button, Group, Select, Stack, Switch, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay, useSession } from '../../app/session.js';
import { ProblemView } from '../../ui/states.js';
import { connectionsQuery, signInPolicyQuery } from './connection-queries.js';
import { exactly } from '../../ui/time.js';
import { type Domain, useDomainRule } from './domain-queries.js';

const ANY = '';
const AS_IT_IS = '';

interface DomainRuleProps {
  domain: Domain;
}

/** Through which connection people with such an address come in, and whether they must. */
export function DomainRule({ domain }: DomainRuleProps) {
  const may = useMay()('connection:manage');
  return may ? (
    <RuleForm
      key={`${domain.connectionId ?? ANY}/${String(domain.ssoRequired)}/${domain.takesOverUntil ?? ''}`}
      domain={domain}
    />
  ) : (
    <RuleWords domain={domain} />
  );
}

function RuleWords({ domain }: DomainRuleProps) {
  const connections = useQuery(connectionsQuery);
  const led = connections.data?.items.find(({ id }) => id === domain.connectionId);
  return (
    <Text size="sm">
      {led === undefined
        ? 'People with such an address may come in through any connection.'
        : `People with such an address come in through ${led.name}.`}
      {domain.ssoRequired && ' No other way opens the organisation to them.'}
    </Text>
  );
}

function RuleForm({ domain }: DomainRuleProps) {
  const connections = useQuery(connectionsQuery);
  const policy = useQuery(signInPolicyQuery);
  const { session } = useSession();
  const [connectionId, setConnectionId] = useState(domain.connectionId ?? ANY);
  const [ssoRequired, setRequired] = useState(domain.ssoRequired);
  const [days, setDays] = useState(AS_IT_IS);
  const save = useDomainRule(({ name }) => `Saved for ${name}.`);
  const isSame =
    connectionId === (domain.connectionId ?? ANY) && ssoRequired === domain.ssoRequired && days === AS_IT_IS;
  const isRequired = ssoRequired || policy.data?.ssoRequired === true;
  const endsOwn =
    isRequired &&
    !isSame &&
    (connectionId === ANY ? session.connectionId === null : session.connectionId !== connectionId);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({
          domain,
          connectionId: connectionId === ANY ? null : connectionId,
          ssoRequired,
          ...(days !== AS_IT_IS && connectionId !== ANY && { takeOverDays: Number(days) }),
        });
      }}
    >
      <Stack gap="sm">
        <Select
          label={`People with an address of ${domain.name} come in through`}
          description="With one chosen, their address leads there, and no other connection vouches for such an address."
          maw={520}
          allowDeselect={false}
          data={[
            { value: ANY, label: 'Any connection that is live; they choose' },
            ...(connections.data?.items ?? []).map(({ id, name, status }) => ({
              value: id,
              label: status === 'live' ? name : `${name} (lets nobody in at present)`,
            })),
          ]}
          value={connectionId}
          onChange={(value) => setConnectionId(value ?? ANY)}
        />
        <Switch
          label={`They must: no password or passkey of their own opens the organisation`}
          description={
            policy.data?.ssoRequired === true
              ? 'The sign-in policy requires it of everybody already.'
              : 'Of them alone, where the sign-in policy does not require it of everybody.'
          }
          checked={ssoRequired}
          onChange={(event) => setRequired(event.currentTarget.checked)}
        />
        {connectionId !== ANY && domain.state !== 'waiting' && (
          <Handover
            domain={connectionId === domain.connectionId ? domain : null}
            name={domain.name}
            days={days}
            onChange={setDays}
          />
        )}
        {endsOwn && (
          <Text size="sm" role="note">
            If your own address is of this domain, you are signed out of here, unless you are a break-glass owner: your
            session was not begun so.
          </Text>
        )}
        {save.isError && <ProblemView error={save.error} />}
        <Group justify="flex-end">
          <Button
            type="submit"
            size="xs"
            disabled={isSame}
            loading={save.isPending}
            aria-label={`Save how ${domain.name} comes in`}
          >
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface HandoverProps {
  /** Null where the domain is about to lead to another connection. */
  domain: Domain | null;
  name: string;
  days: string;
  onChange: (days: string) => void;
}

/** When people change over from one identity provider to another: their accounts stay theirs. */
function Handover({ domain, name, days, onChange }: HandoverProps) {
  const until = domain?.takesOverUntil ?? null;
  return (
    <Select
      label={`Accounts of people who came in through another connection with an address of ${name}`}
      description={
        until === null
          ? 'Where the organisation changes its identity provider: by the verified address, this connection takes their accounts over. Never an owner’s, nor that of somebody who may do more than whoever answers for the connection; they link it in their profile.'
          : `Taken over until ${exactly(until)}. ${String(domain?.awaited ?? 0)} of them have not come through it yet.`
      }
      maw={520}
      allowDeselect={false}
      data={[
        { value: AS_IT_IS, label: until === null ? 'Stay with that connection' : 'As it is' },
        ...(until === null ? [] : [{ value: '0', label: 'Take over no more' }]),
        { value: '7', label: 'Take them over for a week' },
        { value: '30', label: 'Take them over for a month' },
        { value: '90', label: 'Take them over for three months' },
      ]}
      value={days}
      onChange={(value) => onChange(value ?? AS_IT_IS)}
    />
  );
}
