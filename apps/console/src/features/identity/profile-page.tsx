import { useMay, useSession } from '../../app/session.js';
import { Facts } from '../../ui/facts.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { Button, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { clockOf } from '../../ui/time.js';
import { useRoleTitle } from '../access/access-queries.js';
import { RequestElevationDialog } from '../access/request-elevation-dialog.js';
import { LinkedIdentities } from '../federation/linked-identities.js';
import { DeviceList } from './device-list.js';
import { PasskeyList } from './passkey-list.js';
import { SessionList } from './session-list.js';
import { SignOutEverywhere } from './sign-out-everywhere.js';

export function ProfilePage() {
  const { person, org, orgs, elevations } = useSession();
  const may = useMay();
  const roleTitle = useRoleTitle();
  const [isAsking, asking] = useDisclosure(false);
  return (
    <Page title="Profile" lead="Who you are to Castellan, and how you sign in.">
      <Stack>
        <Panel>
          <Facts
            rows={[
              ['Name', person.name],
              ['E-mail', person.email],
              ['Organisations', orgs.map(({ name }) => name).join(', ')],
              ...(person.isManaged
                ? [['Account', `Made and managed by ${org.name}; it has no password or passkey of its own`] as const]
                : []),
            ]}
          />
        </Panel>
        {may('elevation:request') && (
          <Panel
            title="A role for a while"
            note="For what your own roles do not allow: with a reason, approved by somebody else, and over by itself."
            actions={
              <Button size="xs" variant="default" onClick={asking.open}>
                Ask for a role
              </Button>
            }
          >
            <Text size="sm" c="dimmed">
              {elevations.length === 0
                ? 'You have none now.'
                : elevations.map(({ role, endsAt }) => `${roleTitle(role)} until ${clockOf(endsAt)}`).join(', ')}
            </Text>
          </Panel>
        )}
        <LinkedIdentities />
        {!person.isManaged && <PasskeyList />}
        <SessionList />
        <DeviceList />
        <SignOutEverywhere />
      </Stack>
      <RequestElevationDialog opened={isAsking} onClose={asking.close} />
    </Page>
  );
}
