import { Button, Stack, Text } from '@mantine/core';
import type { Me } from '../api/wire.js';
import { BarePage } from '../ui/bare-page.js';
import { ProblemView } from '../ui/states.js';
import { useSignOut, useSwitchOrg } from './session.js';

/** For a person who is signed in but works in no org: choose one, or learn why there is none. */
export function OrgGate({ me }: { me: Me }) {
  const switchOrg = useSwitchOrg();
  const signOut = useSignOut();
  return (
    <BarePage
      title={me.orgs.length > 0 ? 'Choose an organisation' : 'No organisation yet'}
      lead={`Signed in as ${me.person.email}`}
    >
      <Stack>
        {me.orgs.map((org) => (
          <Button
            key={org.id}
            variant="default"
            justify="space-between"
            onClick={() => switchOrg.mutate(org.id)}
            loading={switchOrg.isPending && switchOrg.variables === org.id}
          >
            {org.name}
          </Button>
        ))}
        {me.orgs.length === 0 && (
          <Text size="sm">You are a member of no organisation. Ask an owner to invite {me.person.email}.</Text>
        )}
        {switchOrg.isError && <ProblemView error={switchOrg.error} />}
        <Button variant="subtle" onClick={() => signOut.mutate()}>
          Sign out
        </Button>
      </Stack>
    </BarePage>
  );
}
