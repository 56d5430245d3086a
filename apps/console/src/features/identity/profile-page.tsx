import { useSession } from '../../app/session.js';
import { Facts } from '../../ui/facts.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { Stack } from '@mantine/core';
import { PasskeyList } from './passkey-list.js';
import { SessionList } from './session-list.js';

export function ProfilePage() {
  const { person, orgs } = useSession();
  return (
    <Page title="Profile" lead="Who you are to Castellan, and how you sign in.">
      <Stack>
        <Panel>
          <Facts
            rows={[
              ['Name', person.name],
              ['E-mail', person.email],
              ['Organisations', orgs.map(({ name }) => name).join(', ')],
            ]}
          />
        </Panel>
        <PasskeyList />
        <SessionList />
      </Stack>
    </Page>
  );
}
